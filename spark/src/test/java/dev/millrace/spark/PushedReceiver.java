package dev.millrace.spark;

import dev.millrace.Receiver;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A receiver that stores what a test wants, once it runs. */
final class PushedReceiver extends Receiver<String> {
    private final CountDownLatch started = new CountDownLatch(1);

    @Override
    public void onStart() {
        started.countDown();
    }

    @Override
    public void onStop() {}

    /** Returns when the words are acknowledged. */
    void send(String... words) throws InterruptedException {
        started.await();
        store(List.of(words));
    }
}
