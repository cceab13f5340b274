package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.RecordDistribution;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Range;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a stream. */
final class CreateStream implements Action<CreateStream.Request> {
    static final int ON_DEMAND_SHARDS = 4;

    record Request(
            @Range(min = 1) @Nullable Integer shardCount,
            @Required @StreamName String streamName,
            @Nullable StreamModeDetails streamModeDetails,
            @Nullable @TagMap Map<String, String> tags,
            @Range(min = 0) @Nullable Integer warmThroughputMiBps,
            @Range(min = 1024, max = 10240) @Nullable Integer maxRecordSizeInKiB,
            @OneOf(RecordDistribution.class) @Nullable String recordDistributionStrategy) {}

    record StreamModeDetails(
            @Required @OneOf(StreamMode.class) String streamMode) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        StreamModeDetails details = request.streamModeDetails();
        StreamMode mode = details == null ? StreamMode.PROVISIONED : StreamMode.valueOf(details.streamMode());
        RecordDistribution distribution = request.recordDistributionStrategy() == null
                ? RecordDistribution.USER_PARTITION_KEY
                : RecordDistribution.valueOf(request.recordDistributionStrategy());
        Placement.checkDistribution(distribution, mode);
        Integer warm = request.warmThroughputMiBps();
        if (warm != null) {
            WarmThroughput.check(warm, mode, backend);
        }
        int asked = shardCount(request.shardCount(), mode);
        int shardCount = warm == null ? asked : WarmThroughput.shards(warm);
        Integer recordKib = request.maxRecordSizeInKiB();
        Stream.Options options = new Stream.Options(
                        Stream.Options.RETENTION_HOURS_DEFAULT,
                        mode,
                        recordKib == null ? Stream.Options.RECORD_KIB_DEFAULT : recordKib,
                        Tags.merge(Map.of(), request.tags()))
                .withDistribution(distribution)
                .withWarmMibps(warm == null ? 0 : warm);
        backend.store().change(request.streamName(), (current, nowMillis) -> {
            if (current != null) {
                throw ServiceException.client(
                        "ResourceInUseException",
                        "Stream " + request.streamName() + " under account "
                                + backend.account().id() + " already exists.");
            }
            backend.checkShardLimit(shardCount);
            if (mode == StreamMode.ON_DEMAND
                    && backend.store().onDemandCount() >= Backend.Limits.ON_DEMAND_STREAMS_MAX) {
                throw ServiceException.client(
                        "LimitExceededException",
                        "Account " + backend.account().id() + " has " + Backend.Limits.ON_DEMAND_STREAMS_MAX
                                + " streams in On-Demand mode already.");
            }
            long dueMillis = nowMillis + backend.limits().stateChangeMillis();
            return Stream.creating(request.streamName(), nowMillis, options, shardCount, dueMillis);
        });
        return null;
    }

    private static int shardCount(@Nullable Integer asked, StreamMode mode) {
        if (mode == StreamMode.ON_DEMAND) {
            if (asked != null) {
                throw ServiceException.invalidArgument("ShardCount must not be given for a stream in On-Demand mode.");
            }
            return ON_DEMAND_SHARDS;
        }
        if (asked == null) {
            throw ServiceException.invalidArgument("ShardCount must be given for a stream in Provisioned mode.");
        }
        return asked;
    }
}
