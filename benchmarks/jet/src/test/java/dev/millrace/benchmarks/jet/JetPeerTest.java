package dev.millrace.benchmarks.jet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.embedded.MillraceContestants;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Peer;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.loop.LoopContestants;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JetPeerTest {
    private static final int RECORDS = 2_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(
            names = {"LONGS", "READINGS", "COUNT_10", "COUNT_10K", "WORD_COUNT", "GREP", "TOP_WORDS", "STATE_OF_COUNTS"
            })
    void computesWhatTheLoopDoes(Program program) throws Exception {
        assertSameAsTheLoop(program, RECORDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"WINDOW_SUM", "WINDOW_MAX_FIRST"})
    void showsTheWindowsThatTheLoopDoes(Program program) throws Exception {
        assertSameAsTheLoop(program, 10);
    }

    @ParameterizedTest
    @EnumSource(names = {"JOIN_TABLE", "JOIN_WINDOWS", "AD_VIEWS", "COUNT_BURST"})
    void computesWhatMillraceDoes(Program program) throws Exception {
        int size = program == Program.JOIN_WINDOWS ? 10 : RECORDS;
        Order millrace = new Order(program, Side.MILLRACE, size, Effort.TINY, directory);
        Order peer = new Order(program, Side.JET, size, Effort.TINY, directory);
        assertEquals(
                MillraceContestants.of(millrace).compete(Effort.TINY).hash(),
                new JetPeer().contestant(peer).compete(Effort.TINY).hash());
    }

    @Test
    void countsEveryRecordThatComesAtARateOnce() throws Exception {
        assertSameAsTheLoop(Program.LATENCY_100K, RECORDS);
    }

    @Test
    void isFoundByTheFork() {
        Peer peer = ServiceLoader.load(Peer.class).findFirst().orElseThrow();
        assertTrue(peer.runs(Program.LONGS, Side.JET));
    }

    private void assertSameAsTheLoop(Program program, int size) throws Exception {
        Order loop = new Order(program, Side.LOOP, size, Effort.TINY, directory);
        Order jet = new Order(program, Side.JET, size, Effort.TINY, directory);
        assertEquals(
                LoopContestants.of(loop).compete(Effort.TINY).hash(),
                new JetPeer().contestant(jet).compete(Effort.TINY).hash());
    }
}
