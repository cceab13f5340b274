package dev.millrace.kinesis.server.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of a stream's records to somewhere else, as it is at one moment. Immutable.
 *
 * @param definition what it was asked to be, in JSON, as requests and replies have it
 * @param positions where in the log of each shard its delivery goes on, by the shard's index
 */
public record Channel(
        Identity identity,
        State state,
        String definition,
        Map<String, String> tags,
        @Nullable String policy,
        Map<Integer, Long> positions) {

    private static final long NEVER = Long.MAX_VALUE;

    /** What doesn't change: its names, and the stream that it is for. */
    public record Identity(String name, String id, long createdMillis, String stream, long streamCreatedMillis) {}

    /** Its status, with the reason of a failure, and when a CREATING or UPDATING one becomes ACTIVE, or a DELETING one is gone. */
    public record State(ChannelStatus status, @Nullable String reason, long dueMillis) {}

    public static Channel creating(
            Identity identity,
            String definition,
            Map<String, String> tags,
            Map<Integer, Long> positions,
            long dueMillis) {
        State state = new State(ChannelStatus.CREATING, null, dueMillis);
        return new Channel(identity, state, definition, tags, null, Map.copyOf(positions));
    }

    public String name() {
        return identity.name();
    }

    public ChannelStatus status() {
        return state.status();
    }

    public Channel updating(String changedDefinition, long dueMillis) {
        State next = new State(ChannelStatus.UPDATING, null, dueMillis);
        return new Channel(identity, next, changedDefinition, tags, policy, positions);
    }

    public Channel deleting(long dueMillis) {
        return withState(new State(ChannelStatus.DELETING, null, dueMillis));
    }

    public Channel failed(String reason) {
        return withState(new State(ChannelStatus.FAILED, reason, NEVER));
    }

    public Channel withTags(Map<String, String> value) {
        return new Channel(identity, state, definition, value, policy, positions);
    }

    public Channel withPolicy(@Nullable String value) {
        return new Channel(identity, state, definition, tags, value, positions);
    }

    public Channel withPosition(int shard, long position) {
        Map<Integer, Long> moved = new HashMap<>(positions);
        moved.put(shard, position);
        return new Channel(identity, state, definition, tags, policy, Map.copyOf(moved));
    }

    private Channel withState(State value) {
        return new Channel(identity, value, definition, tags, policy, positions);
    }

    boolean isDue(long nowMillis) {
        return state.dueMillis() <= nowMillis;
    }

    /** After what was due by now; null if it is gone. */
    @Nullable
    Channel settled(long nowMillis) {
        if (!isDue(nowMillis)) {
            return this;
        }
        return state.status() == ChannelStatus.DELETING
                ? null
                : withState(new State(ChannelStatus.ACTIVE, null, NEVER));
    }
}
