package dev.millrace.kinesis.server.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reader that a stream pushes its records to, as it is at one moment. Its name and the second of its creation identify it.
 *
 * @param dueMillis when a CREATING one becomes ACTIVE, or a DELETING one is gone
 * @param policy a resource policy as JSON, or null
 */
public record Consumer(
        String name,
        long createdMillis,
        ConsumerStatus status,
        long dueMillis,
        Map<String, String> tags,
        @Nullable String policy) {

    private static final long NEVER = Long.MAX_VALUE;

    public static Consumer creating(String name, long createdMillis, long dueMillis, Map<String, String> tags) {
        return new Consumer(name, createdMillis, ConsumerStatus.CREATING, dueMillis, tags, null);
    }

    public Consumer deleting(long millis) {
        return status == ConsumerStatus.DELETING
                ? this
                : new Consumer(name, createdMillis, ConsumerStatus.DELETING, millis, tags, policy);
    }

    public Consumer withTags(Map<String, String> value) {
        return new Consumer(name, createdMillis, status, dueMillis, value, policy);
    }

    public Consumer withPolicy(@Nullable String value) {
        return new Consumer(name, createdMillis, status, dueMillis, tags, value);
    }

    boolean isDue(long nowMillis) {
        return dueMillis <= nowMillis;
    }

    /** After what was due by now; null if it is gone. */
    @Nullable
    Consumer settled(long nowMillis) {
        if (!isDue(nowMillis)) {
            return this;
        }
        return status == ConsumerStatus.DELETING
                ? null
                : new Consumer(name, createdMillis, ConsumerStatus.ACTIVE, NEVER, tags, policy);
    }
}
