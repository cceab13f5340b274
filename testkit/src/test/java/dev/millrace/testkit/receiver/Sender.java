package dev.millrace.testkit.receiver;

import dev.millrace.MillraceException;
import dev.millrace.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Sends numbered messages through receivers, never one twice, and remembers which were acknowledged: over all starts. One thread. */
final class Sender {
    private final String name;
    private final Random random;
    private final Set<Long> acknowledged = new TreeSet<>();
    private Pushed receiver = new Pushed();
    private long next;

    Sender(String name, Random random) {
        this.name = name;
        this.random = random;
    }

    /** Each process has one of its own. */
    final class Pushed extends Receiver<Message> {
        @Override
        public void onStart() {}

        @Override
        public void onStop() {}

        @Override
        protected void onStored(List<Object> metadata) {
            metadata.forEach(number -> acknowledged.add((Long) number));
        }
    }

    /** What the next start of the program receives with. */
    Pushed newReceiver() {
        receiver = new Pushed();
        return receiver;
    }

    /** Sends one message or some, in one of all the ways; what isn't acknowledged may have arrived or not. */
    void send() {
        int way = random.nextInt(4);
        if (way == 0) {
            Message message = message();
            receiver.store(message, message.number());
        } else if (way == 1) {
            receiver.store(message());
        } else {
            List<Message> messages = new ArrayList<>();
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                messages.add(message());
            }
            if (way == 2) {
                receiver.store(messages);
            } else {
                receiver.store(messages.iterator(), messages.get(0).number());
            }
            messages.forEach(message -> acknowledged.add(message.number()));
        }
    }

    /** Asks for what a receiver may ask for. */
    void trouble() {
        switch (random.nextInt(3)) {
            case 0 -> receiver.restart("it wants to", null, random.nextInt(300));
            case 1 -> receiver.reportError("something", new MillraceException(MillraceException.Kind.USER_CODE, "x"));
            default -> receiver.restart("it wants to");
        }
    }

    private Message message() {
        return new Message(name, next++);
    }

    String name() {
        return name;
    }

    Set<Long> acknowledged() {
        return acknowledged;
    }
}
