package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.Required;

/** Gives the policy of a stream, a consumer or a channel. */
final class GetResourcePolicy implements Action<GetResourcePolicy.Request> {
    record Request(@Required @ResourceArn String resourceARN) implements ResourceRequest {}

    record Response(String policy) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        String policy =
                Resource.of(request.resourceARN(), backend).labels(backend).policy();
        if (policy == null) {
            throw Resource.withoutPolicy(request.resourceARN());
        }
        return new Response(policy);
    }
}
