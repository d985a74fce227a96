package dev.halfspeed.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.halfspeed.core.Sha256;
import dev.halfspeed.problem.Problem;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A kernel's sources without a history, such as /usr/src/linux-source-6.1.tar.xz of Debian: a
 * repository with one commit is made of them, once, and kept.
 */
public final class SourceArchive {
  /** The branch of the repository that is made. */
  public static final String REVISION = "main";

  private static final Pattern NAME =
      Pattern.compile(".*[^/](?<end>\\.(tar(\\.(gz|xz|bz2|zst))?|tgz|txz))");

  /** The programs that unpack, with the Debian packages that have them. */
  private static final Map<String, String> PACKAGES =
      Map.of("xz", "xz-utils", "bzip2", "bzip2", "zstd", "zstd");

  /** As git's own default for objects that are kept for long would take twice the time. */
  private static final int COMPRESSION = 1;

  private static final int BUFFER = 1 << 16;
  private static final int ANYBODY_MAY_RUN = 0111;

  /** No file of a kernel is larger. */
  private static final long LARGEST = 256L << 20;

  private final Path archive;
  private final Path cache;

  /**
   * An archive.
   *
   * @param cache folder in which repositories are kept; need not exist
   */
  public SourceArchive(Path archive, Path cache) {
    this.archive = archive;
    this.cache = cache;
  }

  /** Whether a revision is written like an archive's name. */
  public static boolean isNamed(String revision) {
    return NAME.matcher(revision).matches();
  }

  /**
   * What people call it, such as linux-source-6.1 of /usr/src/linux-source-6.1.tar.xz; a revision
   * as it is.
   */
  public static String nameOf(String revision) {
    Matcher archive = NAME.matcher(revision);
    return archive.matches()
        ? revision.substring(revision.lastIndexOf('/') + 1, archive.start("end"))
        : revision;
  }

  /**
   * Its repository, made when there is none yet; another call for the same archive is waited for.
   *
   * @param begins called before it is made, which takes about a minute
   * @throws Problem when it can't be read, or is no kernel
   */
  public Path repository(Runnable begins) throws Problem {
    if (!Files.isRegularFile(archive)) {
      throw new Problem(
          "there is no file " + archive,
          "name an archive that is there; Debian's are in /usr/src: apt-get install linux-source");
    }
    try {
      Files.createDirectories(cache);
      String key = key();
      Path made = cache.resolve(key + ".git");
      try (FileChannel lock =
              FileChannel.open(
                  cache.resolve(key + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var _ = lock.lock()) {
        if (!Files.isDirectory(made)) {
          begins.run();
          Path part = cache.resolve(key + ".part");
          Snapshots.remove(part);
          write(part);
          Files.move(part, made);
        }
      }
      return made;
    } catch (IOException e) {
      throw new Problem(
          "the archive " + archive + " can't be read as the sources of a kernel: " + e.getMessage(),
          "see whether it is complete: tar -tf "
              + archive
              + "; and whether there is room in "
              + cache,
          e);
    }
  }

  /** Names the archive's repository: by its content, and by its name, which its commit tells. */
  private String key() throws IOException {
    try (InputStream input = Files.newInputStream(archive)) {
      MessageDigest digest = Sha256.begin();
      var buffer = new byte[BUFFER];
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return nameOf(archive.toString()) + "-" + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
  }

  private void write(Path folder) throws IOException, Problem {
    try (var repository =
        (FileRepository) new FileRepositoryBuilder().setBare().setGitDir(folder.toFile()).build()) {
      repository.create(true);
      repository.getConfig().setBoolean("halfspeed", null, "own", true);
      repository.getConfig().save();
      try (PackInserter inserter = repository.getObjectDatabase().newPackInserter()) {
        inserter.checkExisting(false);
        inserter.setCompressionLevel(COMPRESSION);
        ObjectId commit = commit(inserter);
        inserter.flush();
        RefUpdate update = repository.updateRef(Constants.R_HEADS + REVISION);
        update.setNewObjectId(commit);
        update.update();
        repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + REVISION);
      }
    }
  }

  private ObjectId commit(PackInserter inserter) throws IOException, Problem {
    DirCache tree = DirCache.newInCore();
    DirCacheBuilder builder = tree.builder();
    long newest = 0;
    try (Unpacking unpacking = unpacking();
        var input = new BufferedInputStream(unpacking.stream(), BUFFER)) {
      var tar = new WholeTar(input);
      for (TarArchiveEntry member = tar.getNextEntry();
          member != null;
          member = tar.getNextEntry()) {
        Optional<FileMode> mode = mode(member);
        if (mode.isPresent()) {
          var entry = new DirCacheEntry(inside(member.getName()));
          entry.setFileMode(mode.get());
          entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, content(member, tar)));
          builder.add(entry);
          newest = Math.max(newest, member.getLastModifiedTime().to(TimeUnit.SECONDS));
        }
      }
      tar.requireEnd();
      // Padding: whoever writes into a pipe must be able to end.
      input.transferTo(OutputStream.nullOutputStream());
      unpacking.requireDone();
    } catch (IllegalArgumentException e) {
      // A name that git can't have.
      throw new IOException(e.getMessage(), e);
    }
    builder.finish();
    requireKernel(tree);
    var commit = new CommitBuilder();
    commit.setTreeId(tree.writeTree(inserter));
    var who =
        new PersonIdent(
            "Halfspeed", "halfspeed@localhost", Instant.ofEpochSecond(newest), ZoneOffset.UTC);
    commit.setAuthor(who);
    commit.setCommitter(who);
    commit.setMessage("Sources of " + archive.getFileName() + "\n");
    return inserter.insert(commit);
  }

  /** A tar of which is known whether it was read to its end: one that is cut off ends, too. */
  private static final class WholeTar extends TarArchiveInputStream {
    private boolean ends;

    WholeTar(InputStream input) {
      super(input, UTF_8.name());
    }

    @Override
    protected boolean isEOFRecord(byte[] bytes) {
      boolean isEnd = super.isEOFRecord(bytes);
      ends |= isEnd && bytes != null;
      return isEnd;
    }

    void requireEnd() throws IOException {
      if (!ends) {
        throw new EOFException("it ends early, or is no tar");
      }
    }
  }

  /** How git knows it; empty for a folder, which git knows by what is in it. */
  private static Optional<FileMode> mode(TarArchiveEntry member) throws IOException {
    if (member.isDirectory()) {
      return Optional.empty();
    }
    if (member.isSymbolicLink()) {
      return Optional.of(FileMode.SYMLINK);
    }
    if (!member.isFile()
        || member.isLink()
        || member.isFIFO()
        || member.isCharacterDevice()
        || member.isBlockDevice()) {
      throw new IOException(member.getName() + " is neither a file nor a symbolic link");
    }
    return Optional.of(
        (member.getMode() & ANYBODY_MAY_RUN) == 0
            ? FileMode.REGULAR_FILE
            : FileMode.EXECUTABLE_FILE);
  }

  /** What is in a file; where a link leads to. */
  private static byte[] content(TarArchiveEntry member, TarArchiveInputStream tar)
      throws IOException {
    if (member.isSymbolicLink()) {
      return member.getLinkName().getBytes(UTF_8);
    }
    if (member.getSize() > LARGEST) {
      throw new IOException(
          member.getName() + " has " + member.getSize() + " bytes: no file of a kernel");
    }
    return tar.readNBytes((int) member.getSize());
  }

  /** The name without the archive's one folder. */
  private static String inside(String name) throws IOException {
    Matcher inside = Pattern.compile("(?:\\./)?[^/]+/(.+)").matcher(name);
    if (!inside.matches()) {
      throw new IOException(name + " is in no folder");
    }
    return inside.group(1);
  }

  private static void requireKernel(DirCache tree) throws IOException {
    for (String file : new String[] {"Makefile", "Kconfig", "init/main.c"}) {
      if (tree.getEntry(file) == null) {
        throw new IOException("it has no " + file);
      }
    }
  }

  private Unpacking unpacking() throws IOException, Problem {
    String name = archive.getFileName().toString();
    InputStream file = Files.newInputStream(archive);
    if (name.endsWith(".tar")) {
      return new Unpacking(file, null);
    }
    if (name.endsWith("gz")) {
      return new Unpacking(new GZIPInputStream(file, BUFFER), null);
    }
    file.close();
    String program = name.endsWith("xz") ? "xz" : name.endsWith("bz2") ? "bzip2" : "zstd";
    try {
      Process process =
          new ProcessBuilder(program, "-dc", archive.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Unpacking(process.getInputStream(), process);
    } catch (IOException e) {
      throw new Problem(
          "the program \"" + program + "\", which unpacks " + name + ", is not on this machine",
          "apt-get install " + PACKAGES.get(program),
          e);
    }
  }
}
