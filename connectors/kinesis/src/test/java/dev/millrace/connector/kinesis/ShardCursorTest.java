package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.End;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardCursorTest {
    private static final Duration LONGER_THAN_RETENTION = Duration.ofHours(25);

    private final FakeKinesis kinesis = new FakeKinesis(1);

    @Test
    void recordsComeInOrderAndAnEmptyReplyIsNotTheEnd() throws KinesisFault {
        kinesis.put(0, "one");
        kinesis.put(0, "two");
        kinesis.replyEmpty(3);
        ShardCursor cursor = cursor(new Start(0, kinesis.serviceMillis()));
        assertEquals(List.of("one", "two"), read(cursor, 5));
        kinesis.put(0, "three");
        assertEquals(List.of("three"), read(cursor, 1));
    }

    @Test
    void aRestartAfterAnyUserRecordLosesNoneAndDoublesNone() throws KinesisFault {
        kinesis.put(0, "plain");
        kinesis.put(0, Aggregates.of("key", "a0", "a1", "a2"));
        kinesis.put(0, Aggregates.of("key", "b0", "b1"));
        kinesis.put(0, "last");
        List<String> all = List.of("plain", "a0", "a1", "a2", "b0", "b1", "last");
        List<KinesisRecord> records =
                cursor(new Start(0, kinesis.serviceMillis())).next(100).records();
        assertEquals(all, texts(records));
        for (int done = 1; done <= all.size(); done++) {
            KinesisRecord last = records.get(done - 1);
            At position = new At(last.sequenceNumber(), last.subSequenceNumber() + 1, kinesis.serviceMillis());
            assertEquals(all.subList(done, all.size()), read(cursor(position), 2), "after " + done);
        }
        for (int next = 0; next < all.size(); next++) {
            KinesisRecord first = records.get(next);
            At position = new At(first.sequenceNumber(), first.subSequenceNumber(), kinesis.serviceMillis());
            assertEquals(all.subList(next, all.size()), read(cursor(position), 2), "before " + next);
        }
    }

    @Test
    void anExpiredIteratorIsMadeAnewWhereItStood() throws KinesisFault {
        kinesis.put(0, Aggregates.of("key", "a0", "a1"));
        ShardCursor cursor = cursor(new Start(0, kinesis.serviceMillis()));
        assertEquals(List.of("a0", "a1"), read(cursor, 1));
        kinesis.put(0, "next");
        kinesis.expireIterators();
        KinesisFault fault = assertThrows(KinesisFault.class, () -> cursor.next(10));
        assertTrue(fault.kind().isRetried);
        assertEquals(List.of("next"), read(cursor, 2));
    }

    @Test
    void aFaultLosesNothingThatTheReplyHeld() throws KinesisFault {
        kinesis.forgetToNameChildren();
        kinesis.put(0, "one");
        kinesis.reshard(List.of(0), 2);
        kinesis.fail("ListShards", KinesisFault.Kind.THROTTLED, 1);
        ShardCursor cursor = cursor(new Start(0, kinesis.serviceMillis()));
        assertThrows(KinesisFault.class, () -> cursor.next(10));
        Chunk chunk = cursor.next(10);
        assertEquals(List.of("one"), texts(chunk.records()));
        assertEquals(3, chunk.followers().size(), "all that are listed, as no child was named");
    }

    @Test
    void theEndNamesTheChildren() throws KinesisFault {
        kinesis.put(0, "one");
        kinesis.reshard(List.of(0), 2);
        Chunk chunk = cursor(new Start(0, kinesis.serviceMillis())).next(10);
        assertTrue(chunk.isLast());
        assertEquals(
                List.of(FakeKinesis.id(1), FakeKinesis.id(2)),
                chunk.followers().stream().map(ShardInfo::id).toList());
        assertEquals(1, kinesis.count("GetRecords"));
        assertEquals(0, kinesis.count("ListShards"));
    }

    @Test
    void aMergedChildMayHaveAParentThatNobodyHasHeardOf() throws KinesisFault {
        FakeKinesis merged = new FakeKinesis(2);
        merged.reshard(List.of(0), 1);
        merged.reshard(List.of(2, 1), 1);
        StreamInfo info = merged.info();
        ShardToRead read = new ShardToRead(new StreamName("clicks", null), merged.shardInfo(1), false);
        Chunk chunk = new ShardCursor(merged, () -> info, read, new Start(0, merged.serviceMillis())).next(10);
        assertTrue(chunk.followers().stream().map(ShardInfo::id).toList().contains(FakeKinesis.id(2)));
    }

    @Test
    void anEndDoesNotClaimToKnowTheTimeSinceTheLastRecord() throws KinesisFault {
        kinesis.put(0, "one");
        long arrival = kinesis.serviceMillis();
        kinesis.pass(Duration.ofHours(3));
        kinesis.reshard(List.of(0), 1);
        Chunk chunk = cursor(new Start(0, arrival)).next(10);
        assertEquals(new End(arrival), chunk.end());
    }

    @Test
    void aPositionWhoseRecordsExpiredIsAnError() {
        String first = kinesis.put(0, "read");
        kinesis.put(0, "never read");
        kinesis.put(0, "still there");
        long then = kinesis.serviceMillis();
        kinesis.pass(LONGER_THAN_RETENTION);
        kinesis.trim(0, 2);
        MillraceException e = assertThrows(
                MillraceException.class, () -> cursor(new At(first, 1, then)).next(10));
        Expect.says(
                MillraceException.Kind.CONFIGURATION, e, "'clicks', shard shardId-000000000000", "retention is 24 h");
    }

    @Test
    void aPositionWhoseRecordsAllExpiredIsAnError() {
        String first = kinesis.put(0, "read");
        kinesis.put(0, "never read");
        long then = kinesis.serviceMillis();
        kinesis.pass(LONGER_THAN_RETENTION);
        kinesis.trim(0, 2);
        assertThrows(
                MillraceException.class, () -> cursor(new At(first, 1, then)).next(10));
    }

    @Test
    void emptyRepliesBeforeTheExpectedRecordProveNothing() throws KinesisFault {
        String first = kinesis.put(0, "read");
        kinesis.put(0, "next");
        long then = kinesis.serviceMillis();
        kinesis.pass(LONGER_THAN_RETENTION);
        kinesis.replyEmpty(2);
        ShardCursor cursor = cursor(new At(first, 1, then));
        Chunk empty = cursor.next(10);
        assertEquals(new At(first, 1, then), empty.end(), "what is not proved is not known to be fresh");
        assertEquals(List.of("next"), read(cursor, 2));
    }

    @Test
    void anIdleShardMayLoseTheRecordThatWasReadLast() throws KinesisFault {
        String first = kinesis.put(0, "read");
        ShardCursor cursor = cursor(new At(first, 1, kinesis.serviceMillis()));
        kinesis.pass(Duration.ofHours(20));
        assertEquals(List.of(), read(cursor, 1), "the record that the position names is looked at and left out");
        ShardPosition idle = cursor.next(10).end();
        assertEquals(new At(first, 1, kinesis.serviceMillis()), idle);
        kinesis.pass(Duration.ofHours(20));
        kinesis.trim(0, 1);
        ShardCursor restarted = cursor(idle);
        assertEquals(List.of(), read(restarted, 2));
        kinesis.put(0, "new");
        assertEquals(List.of("new"), read(restarted, 1));
    }

    @Test
    void aReaderThatFellBehindNoticesThatRecordsExpireUnderIt() throws KinesisFault {
        for (int i = 0; i < 10; i++) {
            kinesis.put(0, "r" + i);
        }
        ShardCursor cursor = cursor(new Start(0, kinesis.serviceMillis()));
        assertEquals(List.of("r0", "r1", "r2"), texts(cursor.next(3).records()));
        kinesis.pass(LONGER_THAN_RETENTION);
        kinesis.trim(0, 6);
        assertThrows(MillraceException.class, () -> cursor.next(3));
    }

    @Test
    void aReaderAtTheEdgeOfTheRetentionGoesOnWhileNothingIsLost() throws KinesisFault {
        for (int i = 0; i < 10; i++) {
            kinesis.put(0, "r" + i);
        }
        ShardCursor cursor = cursor(new Start(0, kinesis.serviceMillis()));
        assertEquals(List.of("r0", "r1", "r2"), texts(cursor.next(3).records()));
        kinesis.pass(LONGER_THAN_RETENTION);
        kinesis.trim(0, 2);
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            // Each call begins at the record before, to see that it is still there.
            rest.addAll(texts(cursor.next(2).records()));
        }
        assertEquals(List.of("r3", "r4", "r5", "r6", "r7", "r8", "r9"), rest);
    }

    @Test
    void aBeginningThatIsOlderThanTheRetentionIsAnError() {
        Start start = new Start(0, kinesis.serviceMillis());
        kinesis.pass(LONGER_THAN_RETENTION);
        assertThrows(MillraceException.class, () -> cursor(start).next(10));
    }

    @Test
    void aStreamMadeAgainUnderTheSameNameIsAnError() throws KinesisFault {
        kinesis.put(0, "one");
        ShardCursor cursor = cursor(new Start(0, kinesis.serviceMillis()));
        cursor.next(10);
        kinesis.recreate();
        assertThrows(KinesisFault.class, () -> cursor.next(10), "the iterator has expired");
        MillraceException e = assertThrows(MillraceException.class, () -> cursor.next(10));
        Expect.says(MillraceException.Kind.CONFIGURATION, e, "made again");
    }

    @Test
    void aShardThatIsGoneIsAFaultThatIsNotRetried() {
        ShardCursor cursor = cursor(new Start(0, kinesis.serviceMillis()));
        kinesis.expireShard(0);
        KinesisFault fault = assertThrows(KinesisFault.class, () -> cursor.next(10));
        assertFalse(fault.kind().isRetried);
    }

    @Test
    void userRecordsOfOtherShardsInAnAggregateAreLeftOutButKeepTheirNumbers() throws KinesisFault {
        kinesis.holdOnly(0, new HashRange(BigInteger.ZERO, BigInteger.valueOf(99)));
        kinesis.put(
                0,
                new Aggregates()
                        .add("a", "5", "here")
                        .add("b", "100", "elsewhere")
                        .add("c", "99", "here too")
                        .add("d", "100", "elsewhere too")
                        .bytes());
        ShardCursor cursor = cursor(new Start(0, kinesis.serviceMillis()));
        Chunk chunk = cursor.next(10);
        assertEquals(List.of("here", "here too"), texts(chunk.records()));
        assertEquals(
                List.of(0L, 2L),
                chunk.records().stream().map(KinesisRecord::subSequenceNumber).toList());
        assertEquals(4, ((At) chunk.end()).subSequenceNumber());
    }

    @Test
    void strayRecordsAreKeptIfOneWants() throws KinesisFault {
        kinesis.holdOnly(0, new HashRange(BigInteger.ZERO, BigInteger.valueOf(99)));
        kinesis.put(0, new Aggregates().add("b", "100", "elsewhere").bytes());
        ShardCursor cursor =
                new ShardCursor(kinesis, kinesis::info, toRead(true), new Start(0, kinesis.serviceMillis()));
        assertEquals(List.of("elsewhere"), read(cursor, 1));
    }

    @Test
    void aPlainRecordIsNeverAStray() throws KinesisFault {
        kinesis.holdOnly(0, new HashRange(BigInteger.ZERO, BigInteger.ZERO));
        kinesis.put(0, "plain");
        assertEquals(List.of("plain"), read(cursor(new Start(0, kinesis.serviceMillis())), 1));
    }

    private ShardCursor cursor(ShardPosition from) {
        StreamInfo asOfNow = kinesis.info();
        return new ShardCursor(kinesis, () -> asOfNow, toRead(false), from);
    }

    private ShardToRead toRead(boolean keepStrays) {
        return new ShardToRead(new StreamName("clicks", null), kinesis.shardInfo(0), keepStrays);
    }

    private static List<String> read(ShardCursor cursor, int calls) throws KinesisFault {
        List<String> read = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            read.addAll(texts(cursor.next(10).records()));
        }
        return read;
    }

    private static List<String> texts(List<KinesisRecord> records) {
        return records.stream().map(record -> new String(record.data(), UTF_8)).toList();
    }
}
