package dev.halfspeed.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/** The branches, remote-tracking branches and tags of a repository, as they are now. */
final class RefTips {
  private RefTips() {}

  /**
   * All that name a commit, by name. Of a local and a remote-tracking branch of one name the local
   * one counts, as in git.
   */
  static List<RefTip> of(Repository repository) throws IOException {
    Map<String, RefTip> branches = new LinkedHashMap<>();
    List<RefTip> tips = new ArrayList<>();
    try (var walk = new RevWalk(repository)) {
      for (String folder : List.of(Constants.R_HEADS, Constants.R_REMOTES, Constants.R_TAGS)) {
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(folder)) {
          // origin/HEAD is another name for a branch that is listed anyway.
          if (ref.isSymbolic() || ref.getObjectId() == null) {
            continue;
          }
          try {
            RevObject object = walk.peel(walk.parseAny(ref.getObjectId()));
            if (object instanceof RevCommit commit) {
              String name = ref.getName().substring(folder.length());
              boolean isTag = folder.equals(Constants.R_TAGS);
              var tip = new RefTip(name, isTag, KernelHistory.info(walk, commit));
              if (isTag) {
                tips.add(tip);
              } else {
                branches.putIfAbsent(name, tip);
              }
            }
          } catch (MissingObjectException notFetched) {
            // Half of a fetch that goes on: it is there the next time.
          }
        }
      }
    }
    tips.addAll(0, branches.values());
    return tips;
  }
}
