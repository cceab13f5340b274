package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** Turns a stream's encryption off. Records that came under it stay marked. */
final class StopStreamEncryption implements Action<StopStreamEncryption.Request> {
    record Request(
            @StreamName @Nullable String streamName,
            @Required @OneOf(EncryptionType.class) String encryptionType,
            @Required @Length(min = 1, max = 2048) String keyId,
            @StreamArn @Nullable String streamARN)
            implements StreamRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        StartStreamEncryption.checkType(request.encryptionType());
        backend.changeActive(request, (stream, dueMillis) -> {
            if (stream.options().keyId() == null) {
                throw ServiceException.invalidArgument("Stream " + stream.name() + " under account "
                        + backend.account().id() + " is not encrypted.");
            }
            return stream.reconfiguring(stream.options().withKeyId(null), 0, dueMillis);
        });
        return null;
    }
}
