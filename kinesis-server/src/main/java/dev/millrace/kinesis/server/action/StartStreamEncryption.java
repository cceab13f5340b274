package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** Turns a stream's encryption on, or changes its key. No key is looked up and nothing is encrypted: clients see the states and marks. */
final class StartStreamEncryption implements Action<StartStreamEncryption.Request> {
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
        checkType(request.encryptionType());
        backend.changeActive(
                request,
                (stream, dueMillis) -> stream.reconfiguring(stream.options().withKeyId(request.keyId()), 0, dueMillis));
        return null;
    }

    static void checkType(String encryptionType) {
        if (!encryptionType.equals(EncryptionType.KMS.name())) {
            throw ServiceException.invalidArgument(
                    "EncryptionType " + encryptionType + " is not valid here. The only valid value is KMS.");
        }
    }
}
