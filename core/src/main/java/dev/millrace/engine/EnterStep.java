package dev.millrace.engine;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** From here on what is added to accumulators is on an operator's account, which lies in the frame. */
final class EnterStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Step next;
    private final int slot;

    EnterStep(Parts parts) {
        super(parts);
        this.next = parts.following();
        this.slot = parts.slot();
    }

    @Override
    void accept(Object record, Frame frame) {
        EnterStep self = COPY == null ? this : (EnterStep) COPY;
        Tally tally = frame.task().tally();
        tally.use((Tally.Account) frame.get(self.slot));
        self.next.accept(record, frame);
        tally.use(null);
    }
}
