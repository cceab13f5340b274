package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.millrace.connector.Clock;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import dev.millrace.connector.kinesis.TaskSessions.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskSessionsTest {
    private final List<String> closed = new ArrayList<>();
    private final SteppedClock clock = new SteppedClock();
    private final FakeKinesis kinesis = new FakeKinesis(1);
    private final ReadSettings settings = KinesisSource.builder()
            .streamName("clicks")
            .region("us-east-1")
            .buildRaw()
            .settings();
    private int made;
    private final TaskSessions sessions = new TaskSessions(clock, with -> session());

    private static final class SteppedClock implements Clock {
        private long nanos = Long.MAX_VALUE - 1_000;

        private void pass(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void park(long deadlineNanos) {
            nanos = deadlineNanos;
        }

        @Override
        public void wake() {}
    }

    private KinesisSession session() {
        String name = "session " + made++;
        return new KinesisSession(settings, new ClosedCalls(kinesis, () -> closed.add(name)), clock, new Random(1));
    }

    /** Tells when it is closed. */
    private record ClosedCalls(FakeKinesis real, Runnable told) implements KinesisCalls {
        @Override
        public StreamInfo describe() throws KinesisFault {
            return real.describe();
        }

        @Override
        public List<ShardInfo> shards(InitialPosition from) throws KinesisFault {
            return real.shards(from);
        }

        @Override
        public String iterator(String shardId, ShardPosition position) throws KinesisFault {
            return real.iterator(shardId, position);
        }

        @Override
        public FetchReply records(String iterator, int recordsMax) throws KinesisFault {
            return real.records(iterator, recordsMax);
        }

        @Override
        public long serviceMillis() {
            return real.serviceMillis();
        }

        @Override
        public void close() {
            told.run();
        }
    }

    private SessionKey key(String reader) {
        return new SessionKey(reader, settings);
    }

    private ShardTail tail(KinesisSession session, ShardPosition from) {
        ShardToRead shard = new ShardToRead(settings.stream(), kinesis.shardInfo(0), false);
        ShardRead.Limits limits = new ShardRead.Limits(1, 1, 1);
        return ShardTail.begin(session, new ShardRead(session.key(), kinesis.info(), shard, from, limits));
    }

    @Test
    void tasksOfAReaderShareASessionUntilNobodyHasUsedItForAWhile() {
        KinesisSession session;
        try (Lease lease = sessions.lease(key("a"));
                Lease beside = sessions.lease(key("a"));
                Lease other = sessions.lease(key("b"))) {
            session = lease.session();
            assertSame(session, beside.session());
            assertNotSame(session, other.session());
            clock.pass(TaskSessions.IDLE_MAX);
            sessions.closeIdle();
            assertEquals(List.of(), closed, "they are in use");
        }
        clock.pass(TaskSessions.IDLE_MAX.dividedBy(2));
        sessions.lease(key("a")).close();
        clock.pass(TaskSessions.IDLE_MAX.dividedBy(2));
        sessions.closeIdle();
        assertEquals(List.of("session 1"), closed);
        clock.pass(TaskSessions.IDLE_MAX.dividedBy(2));
        sessions.closeIdle();
        assertEquals(List.of("session 1", "session 0"), closed);
        assertNotSame(session, sessions.lease(key("a")).session());
    }

    @Test
    void sessionsAreBounded() {
        for (int i = 0; i < 20; i++) {
            clock.pass(Duration.ofSeconds(1));
            sessions.lease(key("reader " + i)).close();
        }
        assertEquals(List.of("session 0", "session 1", "session 2", "session 3"), closed.subList(0, 4));
        assertEquals(4, closed.size());
    }

    @Test
    void aTailIsTakenByOneTaskAndOnlyIfItStandsAtThePlace() {
        ShardPosition place = new Start(0, 1_000);
        try (Lease lease = sessions.lease(key("a"))) {
            ShardTail tail = tail(lease.session(), place);
            lease.leaveTail("shard", tail);
            assertNull(lease.takeTail("other", place));
            assertSame(tail, lease.takeTail("shard", place.knownUntil(2_000)));
            assertNull(lease.takeTail("shard", place), "somebody has it");
            lease.leaveTail("shard", tail);
            assertNull(lease.takeTail("shard", new Start(5, 1_000)), "it stands elsewhere");
            assertNull(lease.takeTail("shard", place), "and is of no use any more");
        }
    }

    @Test
    void aReaderThatIsClosedTakesItsSessionAlong() {
        KinesisSession own = session();
        Lease lease = sessions.join(own);
        try (Lease task = sessions.lease(own.key())) {
            assertSame(own, task.session());
        }
        clock.pass(TaskSessions.IDLE_MAX);
        sessions.closeIdle();
        assertEquals(List.of(), closed, "the reader is open");
        lease.close();
        sessions.forget(own.key());
        assertEquals(List.of("session 0"), closed);
    }
}
