package dev.millrace.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.DStream;
import dev.millrace.ReceiverSettings;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.log.SyncPolicy;
import dev.millrace.status.ReceiverStatus;
import dev.millrace.status.StreamingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.FlowAdapters;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** Publishers of Reactor and Pekko in, a stream out to them. */
@Timeout(300)
class FlowTest {
    @TempDir
    Path directory;

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    private StreamingContext context() {
        return StreamingContext.builder()
                .appName("flows")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(5))
                .stopTimeout(Duration.ofHours(1))
                .checkpointDirectory(directory)
                // The log is small: each few records would wait for syncs.
                .syncPolicy(SyncPolicy.operatingSystem())
                .receivers(ReceiverSettings.defaults()
                        .withBlockLogBytesMax(2_000)
                        .withRestartDelays(Duration.ofMillis(1), Duration.ofMillis(10)))
                .build();
    }

    private void show(DStream<?> stream) {
        stream.foreachRDD(rdd -> seen.addAll(rdd.collect()));
    }

    private List<Object> take(int count) throws InterruptedException {
        List<Object> records = new ArrayList<>();
        while (records.size() < count) {
            records.add(seen.take());
        }
        return records;
    }

    private static List<Integer> numbers(int from, int until) {
        return IntStream.range(from, until).boxed().toList();
    }

    @Test
    void aReactorFluxIsReceivedAndNeverAskedForMoreThanIsWaitedFor() throws Exception {
        AtomicLong outstanding = new AtomicLong();
        AtomicLong most = new AtomicLong();
        // region reactor
        Flux<Integer> flux = Flux.range(0, 20_000);
        // endregion
        Flux<Integer> watched = flux.doOnRequest(more -> most.accumulateAndGet(outstanding.addAndGet(more), Math::max))
                .doOnNext(item -> outstanding.decrementAndGet());
        CountDownLatch stopped = new CountDownLatch(1);
        try (StreamingContext ssc = context()) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onReceiverStopped(ReceiverStatus receiver) {
                    stopped.countDown();
                }
            });
            show(ssc.sourceStream(FlowSource.<Integer>of(JdkFlowAdapter.publisherToFlowPublisher(watched))
                            .requestedMax(64))
                    .named("numbers"));
            ssc.start();
            assertEquals(numbers(0, 20_000), take(20_000));
            stopped.await();
        }
        assertTrue(most.get() <= 64, () -> most + " were asked for and had not come");
        assertTrue(seen.isEmpty());
    }

    @Test
    void aPublisherThatFailsIsSubscribedToAgain() throws Exception {
        AtomicInteger subscriptions = new AtomicInteger();
        Flux<Integer> flux = Flux.defer(() -> subscriptions.incrementAndGet() == 1
                ? Flux.just(1, 2).concatWith(Flux.error(new IllegalStateException("lost")))
                : Flux.just(3).concatWith(Flux.never()));
        BlockingQueue<String> errors = new LinkedBlockingQueue<>();
        try (StreamingContext ssc = context()) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onReceiverError(ReceiverStatus receiver) {
                    errors.add(receiver.lastError());
                }
            });
            show(ssc.sourceStream(FlowSource.of(JdkFlowAdapter.publisherToFlowPublisher(flux))));
            ssc.start();
            assertEquals(List.of(1, 2, 3), take(3));
            assertTrue(errors.take().contains("lost"));
            ssc.stop(StopMode.GRACEFULLY);
        }
        assertEquals(2, subscriptions.get());
    }

    @Test
    void aStreamGoesOutAsItsSubscriberAsksForIt() throws Exception {
        List<Long> asked = new ArrayList<>();
        CountDownLatch completed = new CountDownLatch(1);
        try (StreamingContext ssc = context()) {
            // region out
            Flow.Publisher<Integer> doubled = ssc.sourceStream(
                            FlowSource.of(FlowAdapters.toFlowPublisher(Flux.range(0, 500))))
                    .map(number -> 2 * number)
                    .toPublisher();
            // endregion
            JdkFlowAdapter.flowPublisherToFlux(doubled)
                    .doOnRequest(asked::add)
                    .doOnComplete(completed::countDown)
                    .limitRate(8)
                    .subscribe(seen::add);
            ssc.start();
            assertEquals(numbers(0, 500).stream().map(n -> 2 * n).toList(), take(500));
            ssc.stop(StopMode.GRACEFULLY);
        }
        completed.await();
        assertTrue(asked.stream().allMatch(more -> more <= 8), asked::toString);
    }

    /** Doubles what it is sent, acknowledges it, and shows it. */
    private static final class Doubling extends AbstractActor {
        private final BlockingQueue<Object> shown;

        private Doubling(BlockingQueue<Object> shown) {
            this.shown = shown;
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(Integer.class, number -> {
                        shown.add(2 * number);
                        getSender().tell("next", getSelf());
                    })
                    .matchEquals("begin", begin -> getSender().tell("next", getSelf()))
                    .build();
        }
    }

    @Test
    void aPekkoStreamComesInAndAPekkoActorIsSentTheStream() throws Exception {
        ActorSystem system = ActorSystem.create("flows");
        try (StreamingContext ssc = context()) {
            ActorRef doubling = system.actorOf(Props.create(Doubling.class, () -> new Doubling(seen)));
            Flow.Publisher<Integer> numbers =
                    Source.range(0, 299).runWith(JavaFlowSupport.Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), system);
            Flow.Publisher<Integer> out = ssc.sourceStream(FlowSource.<Integer>of(numbers))
                    .map(number -> number + 1)
                    .toPublisher();
            Source<Integer, NotUsed> source = JavaFlowSupport.Source.fromPublisher(out);
            source.runWith(Sink.actorRefWithBackpressure(doubling, "begin", "next", "end", failure -> failure), system);
            ssc.start();
            assertEquals(numbers(1, 301).stream().map(n -> 2 * n).toList(), take(300));
            ssc.stop(StopMode.GRACEFULLY);
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get();
        }
    }

    @Test
    void whoAsksForNothingIsToldSoAndWhoComesTooLateIsCompleted() throws Exception {
        BatchPublisher<String> publisher = new BatchPublisher<>();
        BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
        class Asking implements Flow.Subscriber<String> {
            private final long first;

            Asking(long first) {
                this.first = first;
            }

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(first);
            }

            @Override
            public void onNext(String item) {
                signals.add(item);
                throw new IllegalStateException("broken");
            }

            @Override
            public void onError(Throwable cause) {
                signals.add(cause);
            }

            @Override
            public void onComplete() {
                signals.add("complete");
            }
        }
        publisher.subscribe(new Asking(0));
        publisher.publish(List.of("a"));
        assertInstanceOf(IllegalArgumentException.class, signals.remove());
        publisher.subscribe(new Asking(Long.MAX_VALUE));
        publisher.publish(List.of("b", "c"));
        assertEquals("b", signals.remove());
        assertTrue(signals.isEmpty(), "one that throws is cancelled, and nobody is waited for");
        publisher.listener().onStreamingStopped();
        publisher.subscribe(new Asking(1));
        assertEquals("complete", signals.remove());
    }
}
