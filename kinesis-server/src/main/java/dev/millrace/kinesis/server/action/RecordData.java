package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A member that holds the data of a record; the stream may allow less. */
@Length(max = 10 << 20)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface RecordData {}
