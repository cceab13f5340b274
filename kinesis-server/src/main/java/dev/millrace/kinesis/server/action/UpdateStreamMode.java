package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.RecordDistribution;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says who sees to the number of shards, the user or the service. The shards stay as they are. */
final class UpdateStreamMode implements Action<UpdateStreamMode.Request> {
    private static final int PER_DAY_MAX = 2;

    record Request(
            @Required @StreamArn String streamARN,
            @Required ModeDetails streamModeDetails,
            @Range(min = 0) @Nullable Integer warmThroughputMiBps)
            implements StreamRequest {
        @Override
        public @Nullable String streamName() {
            return null;
        }
    }

    record ModeDetails(@Required @OneOf(StreamMode.class) String streamMode) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        StreamMode mode = StreamMode.valueOf(request.streamModeDetails().streamMode());
        Integer warm = request.warmThroughputMiBps();
        backend.changeActive(request, (stream, dueMillis) -> {
            Stream.Options options = stream.options().withMode(mode);
            int shards = 0;
            if (mode == StreamMode.PROVISIONED) {
                checkProvisionable(stream, backend);
                options = options.withWarmMibps(0);
            }
            if (warm != null) {
                WarmThroughput.check(warm, mode, backend);
                shards = WarmThroughput.shards(warm);
                backend.checkShardLimit(Math.max(0, shards - stream.shards().openCount()));
                options = options.withWarmMibps(warm);
            }
            List<Long> changed = backend.activity()
                    .admitDaily(
                            "UpdateStreamMode",
                            stream,
                            stream.recent().modeMillis(),
                            PER_DAY_MAX,
                            backend.clock().millis());
            return stream.withRecent(stream.recent().withModeMillis(changed)).reconfiguring(options, shards, dueMillis);
        });
        return null;
    }

    private static void checkProvisionable(Stream stream, Backend backend) {
        if (stream.options().distribution() == RecordDistribution.AUTO) {
            throw ServiceException.invalidArgument("Stream " + stream.name() + " under account "
                    + backend.account().id()
                    + " has the record distribution strategy AUTO, which needs On-Demand mode.");
        }
        if (backend.store().channels().countOf(stream) > 0) {
            throw ServiceException.invalidArgument("Stream " + stream.name() + " under account "
                    + backend.account().id() + " has channels, which need On-Demand mode.");
        }
    }
}
