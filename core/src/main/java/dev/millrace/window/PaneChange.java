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
        return old.changed(newest, total);
    }
}
