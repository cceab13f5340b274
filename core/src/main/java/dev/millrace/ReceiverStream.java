package dev.millrace;

import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.Receiving;
import java.util.List;

/** The source that a user's {@link Receiver} is. */
record ReceiverStream<T>(Receiver<T> receiver) implements ReceiverSource<T> {
    @Override
    public String defaultName() {
        String name = receiver.getClass().getName();
        return "receiver:" + name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    public Receiving open(ReceiverContext<T> context) {
        receiver.attach(context, context.streamId());
        return new Receiving() {
            @Override
            public void onStart() throws Exception {
                receiver.onStart();
            }

            @Override
            public void onStop() throws Exception {
                receiver.onStop();
            }

            @Override
            public void onStored(List<Object> metadata) throws Exception {
                receiver.onStored(metadata);
            }

            @Override
            public String preferredLocation() {
                return receiver.preferredLocation();
            }
        };
    }
}
