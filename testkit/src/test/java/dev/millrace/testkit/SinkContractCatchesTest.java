package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millrace.MillraceException;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Sinks that break one promise each: the contract tests notice. */
class SinkContractCatchesTest {
    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(PublishesWhenStaged.class, "whatIsStagedIsNotSeen"),
                Arguments.of(PublishesAgain.class, "publishingAgainChangesNothing"),
                Arguments.of(
                        PublishesOneByOne.class, "aFailureOrCrashAtAnyCallOfPublishingShowsAllOrNothingAndIsMadeGood"),
                Arguments.of(PublishesTheFirstOnly.class, "whatIsPublishedIsSeenOnce"),
                Arguments.of(ForgetsTheAttempt.class, "ofManyAttemptsTheOneThatWonIsSeen"),
                Arguments.of(DiscardsEverything.class, "discardingLeavesWhatTheSameEpochStaged"),
                Arguments.of(PublishesSilently.class, "whatWasDiscardedCanNotBePublishedSilently"),
                Arguments.of(MarksNothing.class, "writingAgainChangesNothing"),
                Arguments.of(WritesTwice.class, "aFailureOrCrashAtAnyCallWritesAllOrNothingAndIsMadeGood"),
                Arguments.of(ServesZombies.class, "aDriverThatWasReplacedWritesNothing"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aSinkThatBreaksAPromiseIsCaught(Class<?> broken, String byTest) {
        Events events = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(broken))
                .execute()
                .testEvents();
        List<String> failed = events.failed().stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .toList();
        assertTrue(failed.contains(byTest), () -> broken.getSimpleName() + " failed only " + failed);
    }

    /** A staged sink in good order, until a subclass overrides a call. */
    abstract static class BrokenStaged extends TestStagedSinkContractTest {
        @Override
        protected StagedSink<String> sink() {
            StagedSink<String> good = super.sink();
            return new StagedSink<>() {
                @Override
                public String defaultName() {
                    return good.defaultName();
                }

                @Override
                public StagedOutput stage(SinkTask task, Iterator<String> records) throws Exception {
                    return BrokenStaged.this.stage(good, task, records);
                }

                @Override
                public int publish(String sink, long batch, List<StagedOutput> outputs) throws Exception {
                    return BrokenStaged.this.publish(good, batch, outputs);
                }

                @Override
                public void discardUnpublished(String sink, long batch, long epoch) throws Exception {
                    good.discardUnpublished(sink, batch, discardBelow(epoch));
                }
            };
        }

        StagedOutput stage(StagedSink<String> good, SinkTask task, Iterator<String> records) throws Exception {
            return good.stage(task, records);
        }

        int publish(StagedSink<String> good, long batch, List<StagedOutput> outputs) throws Exception {
            return good.publish(SINK, batch, outputs);
        }

        long discardBelow(long epoch) {
            return epoch;
        }
    }

    static class PublishesWhenStaged extends BrokenStaged {
        @Override
        StagedOutput stage(StagedSink<String> good, SinkTask task, Iterator<String> records) throws Exception {
            StagedOutput staged = good.stage(task, records);
            good.publish(SINK, task.batch(), List.of(staged));
            return staged;
        }
    }

    static class PublishesAgain extends BrokenStaged {
        private long batches = 1000;

        @Override
        int publish(StagedSink<String> good, long batch, List<StagedOutput> outputs) throws Exception {
            for (StagedOutput output : outputs) {
                List<String> records = super.visible();
                good.publish(SINK, batch, List.of(output));
                if (super.visible().equals(records) && !records.isEmpty()) {
                    SinkTask again = task(batches++, 0, 1, 0);
                    good.publish(SINK, again.batch(), List.of(good.stage(again, records.iterator())));
                }
            }
            return 0;
        }
    }

    static class PublishesOneByOne extends BrokenStaged {
        @Override
        int publish(StagedSink<String> good, long batch, List<StagedOutput> outputs) throws Exception {
            int published = 0;
            for (StagedOutput output : outputs) {
                published += good.publish(SINK, batch, List.of(output));
            }
            return published;
        }
    }

    static class PublishesTheFirstOnly extends BrokenStaged {
        @Override
        int publish(StagedSink<String> good, long batch, List<StagedOutput> outputs) throws Exception {
            return good.publish(SINK, batch, outputs.subList(0, Math.min(1, outputs.size())));
        }
    }

    static class ForgetsTheAttempt extends BrokenStaged {
        @Override
        StagedOutput stage(StagedSink<String> good, SinkTask task, Iterator<String> records) throws Exception {
            return good.stage(task(task.batch(), task.partition(), 1, 0), records);
        }
    }

    static class DiscardsEverything extends BrokenStaged {
        @Override
        long discardBelow(long epoch) {
            return Long.MAX_VALUE;
        }
    }

    static class PublishesSilently extends BrokenStaged {
        @Override
        int publish(StagedSink<String> good, long batch, List<StagedOutput> outputs) throws Exception {
            try {
                return good.publish(SINK, batch, outputs);
            } catch (MillraceException e) {
                return 0;
            }
        }
    }

    /** A marker sink that writes past its marks, as a subclass says. */
    abstract static class BrokenMarker extends TestMarkerSinkContractTest {
        @Override
        protected MarkerSink<String> sink() {
            MarkerSink<String> good = super.sink();
            return new MarkerSink<>() {
                @Override
                public String defaultName() {
                    return good.defaultName();
                }

                @Override
                public void write(SinkTask task, Iterator<String> records) throws Exception {
                    BrokenMarker.this.write(good, task, records);
                }
            };
        }

        abstract void write(MarkerSink<String> good, SinkTask task, Iterator<String> records) throws Exception;
    }

    static class MarksNothing extends BrokenMarker {
        private int partitions;

        @Override
        void write(MarkerSink<String> good, SinkTask task, Iterator<String> records) throws Exception {
            good.write(task(task.batch(), partitions++, task.epoch(), 0), records);
        }
    }

    /** One transaction too many for a partition: a crash between them leaves half of it. */
    static class WritesTwice extends BrokenMarker {
        @Override
        void write(MarkerSink<String> good, SinkTask task, Iterator<String> records) throws Exception {
            SinkTask half = new SinkTask("half", task.batch(), task.partition(), task.epoch(), 0);
            good.write(half, records.hasNext() ? List.of(records.next()).iterator() : records);
            good.write(task, records);
        }
    }

    static class ServesZombies extends BrokenMarker {
        @Override
        void write(MarkerSink<String> good, SinkTask task, Iterator<String> records) throws Exception {
            good.write(task(task.batch(), task.partition(), 1, 0), records);
        }
    }
}
