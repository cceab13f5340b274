package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.OpenLoop;
import org.apache.spark.SparkContext;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** The numbers of an {@link OpenLoop} that a batch brings. */
final class DueRdd extends PartedRdd<Long> {
    private static final long serialVersionUID = 1;

    private final long[] from;
    private final long[] until;

    DueRdd(SparkContext context, long[] from, long[] until) {
        super(context);
        this.from = from;
        this.until = until;
    }

    @Override
    Iterator<Long> records(int part) {
        return new Numbers(part, from[part], until[part]);
    }

    private static final class Numbers extends AbstractIterator<Long> {
        private final int part;
        private final long until;
        private long next;

        Numbers(int part, long from, long until) {
            this.part = part;
            this.next = from;
            this.until = until;
        }

        @Override
        public boolean hasNext() {
            return next < until;
        }

        @Override
        public Long next() {
            return OpenLoop.number(part, next++);
        }
    }
}
