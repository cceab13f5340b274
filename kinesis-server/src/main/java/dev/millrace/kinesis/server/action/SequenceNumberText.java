package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Matches;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A member that is a sequence number in decimal digits. */
@Matches("0|([1-9]\\d{0,128})")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface SequenceNumberText {}
