package dev.millrace.kinesis.server.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A string, or each of a list of them, that must be the name of one of the constants, which are listed in their order when it is not. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.ANNOTATION_TYPE})
public @interface OneOf {
    Class<? extends Enum<?>> value();
}
