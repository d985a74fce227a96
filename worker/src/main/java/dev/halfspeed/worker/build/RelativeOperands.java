package dev.halfspeed.worker.build;

import java.nio.ByteBuffer;

/** What x86-64 instructions have behind an address that is relative to their end. */
final class RelativeOperands {
  private static final int OPERAND_SIZE = 0x66;

  private RelativeOperands() {}

  /**
   * Bytes of an operand behind the four of an address, by the bytes before it: Intel 64 and IA-32
   * Architectures Software Developer's Manual, volume 2, "Opcode Map".
   */
  static int behind(ByteBuffer code, int at) {
    if (at < 3 || at > code.limit()) {
      return 0;
    }
    int modes = code.get(at - 1) & 0xff;
    if ((modes & 0xc7) != 0x05) {
      // No register or memory operand that is relative.
      return 0;
    }
    int opcode = code.get(at - 2) & 0xff;
    int before = code.get(at - 3) & 0xff;
    if (before == 0x0f) {
      return switch (opcode) {
        case 0xba, 0xa4, 0xac, 0xc2, 0xc4, 0xc6, 0x70, 0x71, 0x72, 0x73 -> 1;
        default -> 0;
      };
    }
    boolean isShort =
        before == OPERAND_SIZE
            || ((before & 0xf8) == 0x40 && at > 3 && (code.get(at - 4) & 0xff) == OPERAND_SIZE);
    boolean isTest = (modes >> 3 & 7) < 2;
    return switch (opcode) {
      case 0x80, 0x83, 0xc6, 0x6b, 0xc0, 0xc1 -> 1;
      case 0x81, 0xc7, 0x69 -> isShort ? 2 : 4;
      case 0xf6 -> isTest ? 1 : 0;
      case 0xf7 -> isTest ? isShort ? 2 : 4 : 0;
      default -> 0;
    };
  }
}
