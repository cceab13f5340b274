/** Real Kafka brokers as child processes, for tests and the demo. */
@NullMarked
package dev.millrace.kafkabroker;

import org.jspecify.annotations.NullMarked;
