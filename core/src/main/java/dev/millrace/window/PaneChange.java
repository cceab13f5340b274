package dev.millrace.window;

import dev.millrace.MillraceException;
import dev.millrace.state.Incremental;
import dev.millrace.window.PaneState.Pane;
import dev.millrace.window.PaneState.Total;
import org.jspecify.annotations.Nullable;

/** What a batch changed in a {@link PaneState}: the newest pane, null if the same, and the total, null if there is none. */
public record PaneChange(@Nullable Pane newest, @Nullable Total total) implements Incremental.Change {
    @Override
    public PaneState appliedTo(@Nullable Object before) {
        if (!(before instanceof PaneState old)) {
            throw new MillraceException(
                    MillraceException.Kind.CORRUPT_DATA, "the panes that " + this + " changes aren't there");
        }
        PaneQueue closed = total == null ? old.closed() : old.closed().after(total.begin());
        Pane pane = newest;
        if (pane == null) {
            return old.next(closed, old.newest(), old.newestValue(), total);
        }
        if (pane.end() > old.newest()) {
            closed = closed.with(old.newest(), old.newestValue(), PaneQueue.CHUNK_MAX);
        }
        return old.next(closed, pane.end(), pane.value(), total);
    }
}
