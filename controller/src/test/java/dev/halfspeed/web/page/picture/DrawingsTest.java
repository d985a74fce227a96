package dev.halfspeed.web.page.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import org.junit.jupiter.api.Test;

/** Pictures that are asked for while others are drawn. */
final class DrawingsTest {
  private final Drawings drawings = new Drawings(2);

  @Test
  void furtherOnesAreRefusedUntilThereIsRoom() throws Problem {
    byte[] picture = {1};
    Problem refused =
        catchThrowableOfType(
            Problem.class,
            () -> drawings.draw(() -> drawings.draw(() -> drawings.draw(() -> picture))));
    assertThat(refused.code()).isEqualTo(ProblemCode.BUSY);
    assertThat(drawings.draw(() -> drawings.draw(() -> picture))).isEqualTo(picture);
  }

  @Test
  void whatFailsLeavesItsPlace() throws Problem {
    for (int times = 0; times < 3; times++) {
      assertThatThrownBy(() ->
              drawings.draw(() -> {
                throw new IllegalStateException("no fonts");
              }))
          .hasMessage("no fonts");
    }
    assertThat(drawings.draw(() -> new byte[0])).isEmpty();
  }
}
