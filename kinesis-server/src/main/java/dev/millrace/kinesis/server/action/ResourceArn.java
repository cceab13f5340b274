package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Matches;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A member that is the ARN of a stream, a consumer or a channel. */
@Matches("arn:aws.*:kinesis:.*:\\d{12}:.*(stream|channel)/\\S+")
@Length(min = 1, max = 2048)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface ResourceArn {}
