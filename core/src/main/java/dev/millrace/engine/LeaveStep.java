package dev.millrace.engine;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** What follows isn't the operator's any more that {@link EnterStep} began. */
final class LeaveStep extends Step {
    private static final @Nullable Step COPY = HiddenCopies.stepOf(MethodHandles.lookup());

    private final Step next;
    private final int slot;

    LeaveStep(Parts parts) {
        super(parts);
        this.next = parts.following();
        this.slot = parts.slot();
    }

    @Override
    void accept(Object record, Frame frame) {
        LeaveStep self = COPY == null ? this : (LeaveStep) COPY;
        Tally tally = frame.task().tally();
        tally.use(null);
        self.next.accept(record, frame);
        tally.use((Tally.Account) frame.get(self.slot));
    }
}
