package dev.halfspeed.cli.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which numbers an option takes. Checked for values that were given, not for defaults. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Bounds {
  /** The least. */
  double least();

  /** The largest. */
  double most();

  /** Whether the bounds themselves are refused. */
  boolean between() default false;
}
