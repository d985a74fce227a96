package dev.halfspeed.worker.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelNotesTest {
  private static final String ID = "c0ffee00112233445566778899aabbccddeeff42";

  @TempDir Path folder;

  @Test
  void theBuildIdIsFoundBehindOtherNotes() {
    assertThat(KernelNotes.buildIdOfNotes(notes())).contains(ID);
  }

  @Test
  void notesWithoutBuildIdOrDamagedOnesGiveNone() {
    assertThat(KernelNotes.buildIdOfNotes(new byte[0])).isEmpty();
    assertThat(KernelNotes.buildIdOfNotes(new byte[] {1, 2, 3})).isEmpty();
    byte[] cut = java.util.Arrays.copyOf(notes(), notes().length - 8);
    assertThat(KernelNotes.buildIdOfNotes(cut)).isEmpty();
    byte[] huge = notes();
    huge[4] = -1;
    huge[7] = 127;
    assertThat(KernelNotes.buildIdOfNotes(huge)).isEmpty();
  }

  @Test
  void theBuildIdOfAnElfFileIsThatOfItsNoteSegment() throws Exception {
    Path file = folder.resolve("vmlinux");
    byte[] notes = notes();
    ByteBuffer elf = ByteBuffer.allocate(64 + 2 * 56 + notes.length).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    elf.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
    elf.putInt(64, 1);
    elf.putInt(120, 4).putLong(128, 176).putLong(152, notes.length);
    elf.put(176, notes);
    Files.write(file, elf.array());
    assertThat(KernelNotes.buildIdOfFile(file)).contains(ID);
  }

  @Test
  void whatIsNoElfFileIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("text"), new byte[100]);
    assertThatThrownBy(() -> KernelNotes.buildIdOfFile(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a 64-bit ELF file");
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatThrownBy(() -> KernelNotes.buildIdOfFile(empty)).isInstanceOf(IOException.class);
  }

  /**
   * A note of another owner with a name of odd length, a GNU note of another type, the build-id.
   */
  private static byte[] notes() {
    ByteBuffer notes = ByteBuffer.allocate(88).order(ByteOrder.nativeOrder());
    note(notes, "Linux\0", 257, new byte[] {0, 0, 0, 0});
    note(notes, "GNU\0", 5, new byte[] {1, 2, 3});
    note(notes, "GNU\0", 3, HexFormat.of().parseHex(ID));
    return java.util.Arrays.copyOf(notes.array(), notes.position());
  }

  private static void note(ByteBuffer notes, String name, int type, byte[] description) {
    notes.putInt(name.length()).putInt(description.length).putInt(type);
    put(notes, name.getBytes(StandardCharsets.US_ASCII));
    put(notes, description);
  }

  private static void put(ByteBuffer notes, byte[] bytes) {
    notes.put(bytes);
    notes.position((notes.position() + 3) & ~3);
  }
}
