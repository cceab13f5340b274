package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A member that holds tags by their keys. */
@Length(min = 1, max = 200)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface TagMap {}
