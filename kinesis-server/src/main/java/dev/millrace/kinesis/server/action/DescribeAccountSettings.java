package dev.millrace.kinesis.server.action;

/** Tells what the account is set to. */
final class DescribeAccountSettings implements Action<DescribeAccountSettings.Request> {
    record Request() {}

    record Response(CommitmentView minimumThroughputBillingCommitment) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        return new Response(CommitmentView.of(
                backend.store().accountSettings(), backend.clock().millis()));
    }
}
