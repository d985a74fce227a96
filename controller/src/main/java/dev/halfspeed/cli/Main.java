package dev.halfspeed.cli;

import dev.halfspeed.cli.client.InProcessController;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.command.Commands;
import dev.halfspeed.cli.terminal.FileMask;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.KeptErrorStream;
import dev.halfspeed.cli.terminal.Tty;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The process of the command line: its streams, its signals, its end. */
public final class Main {
  /** The answer could not be written; EX_IOERR of sysexits.h. */
  static final int LOST = 74;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    FileMask.restrict();
    Interruption interruption = new Interruption();
    interruption.listen();
    var out = new KeptErrorStream(new FileOutputStream(FileDescriptor.out));
    Shell shell =
        new Shell(
            System.in,
            print(out, "stdout.encoding"),
            print(new FileOutputStream(FileDescriptor.err), "stderr.encoding"),
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Path.of(System.getProperty("halfspeed.home", "")).toAbsolutePath(),
            new InProcessController(System.getenv()),
            new Tty.StandardOutput(),
            InstantSource.system());
    int code = Commands.run(shell, interruption, arguments);
    interruption.on(null);
    System.exit(written(shell, out, code));
  }

  private static PrintStream print(OutputStream to, String encoding) {
    Charset charset =
        Charset.forName(System.getProperty(encoding, Charset.defaultCharset().name()));
    return new PrintStream(to, false, charset);
  }

  /** The exit code of a command whose answer may have been lost on its way out. */
  public static int written(Shell shell, KeptErrorStream out, int code) {
    shell.out().flush();
    Optional<String> failure = out.failure();
    if (failure.isEmpty()) {
      return code;
    }
    shell.err().println("halfspeed: The answer could not be written: " + failure.get());
    shell.err().println("  -> See where standard output goes, and whether there is room.");
    shell.err().flush();
    return code == 0 ? LOST : code;
  }
}
