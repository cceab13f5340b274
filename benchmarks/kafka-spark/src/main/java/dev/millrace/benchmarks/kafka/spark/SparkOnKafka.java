package dev.millrace.benchmarks.kafka.spark;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Peer;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.kafka.KeyCount;

/** What there is of Kafka for Spark. */
public final class SparkOnKafka implements Peer {
    @Override
    public boolean runs(Program program, Side side) {
        return program == Program.KAFKA_COUNT && side == Side.DSTREAM;
    }

    @Override
    public Contestant contestant(Order order) {
        return new KeyCount(order, new SparkCount());
    }
}
