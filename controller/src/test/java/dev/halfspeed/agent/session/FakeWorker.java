package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ssh.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A worker in a few lines of Perl, packed like the real one. It keeps a job as a folder with the
 * events that a test put there: fake/JOB/N is event N, sent when it appears; one that says
 * "Finished" ends the following.
 */
final class FakeWorker {
  // One process, which looks by itself: a shell would start a program for each look and each field.
  private static final String SCRIPT =
      """
      #!/usr/bin/perl
      use strict;
      sub out { my $text = join("", @_) . "\\n"; while (length $text) { substr($text, 0, syswrite(STDOUT, $text) // exit) = ""; } }
      sub content { open(my $file, "<", $_[0]) or return $_[1]; local $/; my $all = <$file>; $all =~ s/\\n+\\z//; $all }
      # A login shell may have said something before; this one has.
      out "welcome to this machine";
      unless (($ARGV[0] // "") eq "serve" && ($ARGV[1] // "") eq "--home") { print STDERR "usage: serve --home DIR\\n"; exit 64; }
      my $home = $ARGV[2];
      my $fake = "$home/fake";
      mkdir $fake;
      if (-e "$fake/broken") { print STDERR "libc is too old\\n"; exit 1; }
      my $lease = 0;
      my @followed;
      sub follow {
        @followed = -d $fake ? grep {
          my ($id, $job, $ended) = ($_->{id}, $_->{job}, 0);
          while (!$ended && -e "$fake/$job/$_->{next}") {
            my $event = content("$fake/$job/" . $_->{next}++);
            out qq({"\\@type":"Event","id":$id,"event":$event});
            $ended = $event =~ /"Finished"/;
          }
          !$ended
        } @followed : ();
      }
      sub answer {
        my ($line) = @_;
        if (open(my $requests, ">>", "$fake/requests")) { print $requests substr($line, 0, 200), "\\n"; close $requests; }
        (my $head = $line) =~ s/"owner":.*//;
        $head = substr($head, 0, 300);
        my $field = sub { $head =~ /.*"$_[0]":"?([A-Za-z0-9.-]*)/ ? $1 : "" };
        my $id = $field->("id");
        my ($type) = $line =~ /"\\@type":"(Hello|Start|Follow|AskRunning|Beat|Cancel|ListJobs)"/ or return;
        if ($type eq "Hello") {
          $lease = $field->("lease");
          (my $quoted = $home) =~ s/"/\\\\"/g;
          my $version = content("$fake/version", 2);
          out qq({"\\@type":"Welcome","id":$id,"protocolVersion":$version,"workerVersion":"fake","home":"$quoted"});
        } elsif ($type eq "Start") {
          my $highest = content("$fake/lease", 0);
          if ($lease < $highest) {
            out qq({"\\@type":"Refused","id":$id,"reason":"STALE_LEASE","message":"lease $lease is older than $highest"});
          } else {
            mkdir "$fake/" . $field->("job");
            out qq({"\\@type":"Ok","id":$id});
          }
        } elsif ($type eq "Follow") {
          push @followed, {id => $id, job => $field->("job"), next => $field->("from")};
        } elsif ($type eq "AskRunning") {
          out qq({"\\@type":"Running","id":$id,"bootId":"boot","buildId":""});
        } elsif ($type eq "ListJobs") {
          out -e "$fake/babble"
            ? "{ no reply"
            : qq({"\\@type":"Jobs","id":$id,"jobs":[{"job":{"job":"a","attempt":1},"kind":"Build","state":"RUNNING","events":3}]});
        } else {
          out qq({"\\@type":"Ok","id":$id});
        }
      }
      my $input = "";
      for (;;) {
        vec(my $ready = "", fileno(STDIN), 1) = 1;
        if (select($ready, undef, undef, @followed ? 0.02 : undef) > 0) {
          sysread(STDIN, $input, 65536, length $input) or exit 0;
          answer($1) while $input =~ s/^([^\\n]*)\\n//;
        }
        follow();
      }
      """;

  private FakeWorker() {}

  /** Packs the worker for this machine's architecture. */
  static Path pack(Path folder) throws IOException, InterruptedException {
    return pack(folder, architecture());
  }

  /** Packs the worker under the name of an architecture. */
  static Path pack(Path folder, String architecture) throws IOException, InterruptedException {
    Path packed = folder.resolve("packed");
    Path bin = Files.createDirectories(packed.resolve("bin"));
    Path script = Files.writeString(bin.resolve("halfspeed-worker"), SCRIPT);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path archive = folder.resolve("halfspeed-worker-" + architecture + ".tar.gz");
    Programs.run("tar", "-czf", archive.toString(), "-C", packed.toString(), "bin");
    return archive;
  }

  static String architecture() throws IOException, InterruptedException {
    return Programs.run("uname", "-m").strip();
  }
}
