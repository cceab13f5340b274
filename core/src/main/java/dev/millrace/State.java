package dev.millrace;

import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The state of the key that a function of {@link PairDStream#mapWithState} is called for. Valid during the call, in its
 * thread. A state that is changed in place is kept as changed, without {@link #update}.
 */
public interface State<S> {
    boolean exists();

    /** @throws NoSuchElementException if the key has no state */
    S get();

    /** @throws IllegalArgumentException if it was removed in this call, is timing out, or {@code state} is null */
    void update(S state);

    /** @throws IllegalArgumentException if it was removed in this call already, or is timing out, which removes it anyway */
    void remove();

    /** Whether the key had no record for longer than the timeout: the function is called once more, then its state is gone. */
    boolean isTimingOut();

    default Optional<S> getOption() {
        return exists() ? Optional.of(get()) : Optional.empty();
    }
}
