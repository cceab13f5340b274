package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.RecordDistribution;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Required;
import org.jspecify.annotations.Nullable;

/** Says whether a stream's records go where their partition keys say, or are spread evenly. Takes effect at once. */
final class UpdateStreamRecordDistributionStrategy implements Action<UpdateStreamRecordDistributionStrategy.Request> {
    record Request(
            @Required @StreamArn String streamARN,
            @Required @OneOf(RecordDistribution.class) String recordDistributionStrategy)
            implements StreamRequest {
        @Override
        public @Nullable String streamName() {
            return null;
        }
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        RecordDistribution distribution = RecordDistribution.valueOf(request.recordDistributionStrategy());
        backend.changeActive(request, (stream, dueMillis) -> {
            Placement.checkDistribution(distribution, stream.options().mode());
            return stream.withOptions(stream.options().withDistribution(distribution));
        });
        return null;
    }
}
