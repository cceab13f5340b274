package dev.millrace.connector.kafka;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A header of a record. The value is not copied: whoever changes it changes it for everybody. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and a copy per record would cost
public record KafkaHeader(String key, byte @Nullable [] value) implements Serializable {}
