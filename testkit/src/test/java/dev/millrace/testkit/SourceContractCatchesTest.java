package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millrace.MillraceException;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Sources that break one promise each: the contract tests notice. */
class SourceContractCatchesTest {
    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(ForgetsPositions.class, "aStartAtAnyPositionGivesTheRestAndNothingElse"),
                Arguments.of(SkipsARecordAtTheStart.class, "aStartAtAnyPositionGivesTheRestAndNothingElse"),
                Arguments.of(ReplaysOneRecordTooMany.class, "rangesReadAgainGiveTheSameSplits"),
                Arguments.of(ReplaysNothing.class, "rangesReadAgainGiveTheSameSplits"),
                Arguments.of(RangesThatOverlap.class, "whatComesLaterIsReadOnFromThere"),
                Arguments.of(RangesOfIdleLogs.class, "anEmptyWorldGivesNothing"),
                Arguments.of(IgnoresTheStop.class, "aSplitEndsOnceNobodyWantsMore"),
                Arguments.of(SwallowsFailures.class, "whatTheReaderOfASplitThrowsGoesThroughUnchanged"),
                Arguments.of(SplitsForOneUse.class, "splitsCanBeReadAgainAndLateAndInAnyOrder"),
                Arguments.of(SplitsThatStayHere.class, "splitsCanBeReadInAnotherProcess"),
                Arguments.of(ClosesOnce.class, "closingTwiceOrBeforeTheStartIsNoError"),
                Arguments.of(SkipsWhatIsTooOld.class, "aPositionOlderThanWhatIsLeftIsAnError"),
                Arguments.of(LosesWhatFailed.class, "aFailureOfTheWorldAtAnyCallLosesAndDoublesNothing"),
                Arguments.of(Doubles.class, "everyRecordComesOnceAndInTheOrderOfItsLog"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aSourceThatBreaksAPromiseIsCaught(Class<?> broken, String byTest) {
        Events events = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(broken))
                .execute()
                .testEvents();
        List<String> failed = events.failed().stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .toList();
        assertTrue(failed.contains(byTest), () -> broken.getSimpleName() + " failed only " + failed);
    }

    /** A source in good order, whose reader and splits a subclass spoils. */
    abstract static class Broken extends TestSourceContractTest {
        @Override
        protected ReplayableSource<String> source() {
            ReplayableSource<String> good = super.source();
            return new ReplayableSource<>() {
                @Override
                public SourceReader<String> open(SourceContext context) {
                    return spoil(good.open(context));
                }

                @Override
                public String defaultName() {
                    return good.defaultName();
                }
            };
        }

        abstract SourceReader<String> spoil(SourceReader<String> good);
    }

    /** Splits that a subclass spoils, when first read and when read again. */
    abstract static class BrokenSplits extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                @Override
                public SourceBatch<String> poll(long recordsMax) {
                    SourceBatch<String> batch = super.poll(recordsMax);
                    return batch.isEmpty() ? batch : new SourceBatch<>(batch.ranges(), all(batch.splits()));
                }

                @Override
                public List<Split<String>> replay(List<LogRange> ranges) {
                    return all(super.replay(ranges));
                }
            };
        }

        private List<Split<String>> all(List<Split<String>> splits) {
            List<Split<String>> spoiled = new ArrayList<>();
            splits.forEach(split -> spoiled.add(spoil(split)));
            return spoiled;
        }

        abstract Split<String> spoil(Split<String> good);
    }

    static class ForgetsPositions extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                @Override
                public void start(Map<String, Position> positions) {
                    super.start(Map.of());
                }
            };
        }
    }

    static class SkipsARecordAtTheStart extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                @Override
                public void start(Map<String, Position> positions) {
                    Map<String, Position> moved = new HashMap<>(positions);
                    moved.computeIfPresent("log-0", (log, at) -> Position.ofLong(Math.min(4, at.toLong() + 1)));
                    super.start(moved);
                }
            };
        }
    }

    static class ReplaysOneRecordTooMany extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                @Override
                public List<Split<String>> replay(List<LogRange> ranges) {
                    List<LogRange> longer = ranges.stream()
                            .map(range -> new LogRange(
                                    range.log(),
                                    range.from(),
                                    Position.ofLong(Math.min(4, range.until().toLong() + 1))))
                            .toList();
                    return super.replay(longer);
                }
            };
        }
    }

    static class ReplaysNothing extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                @Override
                public List<Split<String>> replay(List<LogRange> ranges) {
                    return List.of();
                }
            };
        }
    }

    static class RangesThatOverlap extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                @Override
                public SourceBatch<String> poll(long recordsMax) {
                    SourceBatch<String> batch = super.poll(recordsMax);
                    List<LogRange> wider = batch.ranges().stream()
                            .map(range -> new LogRange(range.log(), Position.ofLong(0), range.until()))
                            .toList();
                    return new SourceBatch<>(wider, batch.splits());
                }
            };
        }
    }

    static class RangesOfIdleLogs extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                @Override
                public SourceBatch<String> poll(long recordsMax) {
                    SourceBatch<String> batch = super.poll(recordsMax);
                    LogRange idle = new LogRange("idle", Position.ofLong(7), Position.ofLong(7));
                    return batch.isEmpty() ? new SourceBatch<>(List.of(idle), List.of()) : batch;
                }
            };
        }
    }

    static class IgnoresTheStop extends BrokenSplits {
        @Override
        Split<String> spoil(Split<String> good) {
            return out -> good.read(new Emitter<>() {
                @Override
                public void accept(String record) {
                    out.accept(record);
                }
            });
        }
    }

    static class SwallowsFailures extends BrokenSplits {
        @Override
        Split<String> spoil(Split<String> good) {
            return out -> {
                try {
                    good.read(out);
                } catch (IllegalStateException e) {
                    assertTrue(e.getMessage() != null);
                }
            };
        }
    }

    static class SplitsForOneUse extends BrokenSplits {
        @Override
        Split<String> spoil(Split<String> good) {
            boolean[] used = {false};
            return out -> {
                if (!used[0]) {
                    used[0] = true;
                    good.read(out);
                }
            };
        }
    }

    static class SplitsThatStayHere extends BrokenSplits {
        @Override
        Split<String> spoil(Split<String> good) {
            return new Split<>() {
                private final Thread owner = Thread.currentThread();

                @Override
                public void read(Emitter<? super String> out) throws Exception {
                    assertTrue(owner.isAlive());
                    good.read(out);
                }
            };
        }
    }

    static class ClosesOnce extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                private boolean closed;

                @Override
                public void close() {
                    if (closed) {
                        throw new IllegalStateException("closed twice");
                    }
                    closed = true;
                    super.close();
                }
            };
        }
    }

    static class SkipsWhatIsTooOld extends Broken {
        @Override
        SourceReader<String> spoil(SourceReader<String> good) {
            return new ForwardingReader(good) {
                @Override
                public void start(Map<String, Position> positions) {
                    Map<String, Position> moved = new HashMap<>(positions);
                    initialPositions().forEach((log, oldest) -> moved.merge(log, oldest, SkipsWhatIsTooOld::later));
                    super.start(moved);
                }
            };
        }

        private static Position later(Position a, Position b) {
            return a.compareTo(b) > 0 ? a : b;
        }
    }

    static class LosesWhatFailed extends BrokenSplits {
        @Override
        Split<String> spoil(Split<String> good) {
            return out -> {
                try {
                    good.read(out);
                } catch (MillraceException e) {
                    assertTrue(e.getMessage() != null);
                }
            };
        }
    }

    static class Doubles extends BrokenSplits {
        @Override
        Split<String> spoil(Split<String> good) {
            return out -> {
                good.read(out);
                good.read(out);
            };
        }
    }
}
