/** Kafka: a source that keeps the offsets itself, and a sink that writes exactly once by transactions. */
@NullMarked
package dev.millrace.connector.kafka;

import org.jspecify.annotations.NullMarked;
