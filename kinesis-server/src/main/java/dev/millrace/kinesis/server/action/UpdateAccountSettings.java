package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.AccountSettings;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Required;

/** Begins or ends the account's commitment to a minimum of throughput, which on-demand streams need to be warmed up. */
final class UpdateAccountSettings implements Action<UpdateAccountSettings.Request> {
    record Request(@Required Commitment minimumThroughputBillingCommitment) {}

    record Commitment(
            @Required @OneOf(CommitmentStatus.class) String status) {}

    record Response(CommitmentView minimumThroughputBillingCommitment) {}

    enum CommitmentStatus {
        ENABLED,
        DISABLED
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        boolean enable = CommitmentStatus.valueOf(
                        request.minimumThroughputBillingCommitment().status())
                == CommitmentStatus.ENABLED;
        long nowMillis = backend.clock().millis();
        AccountSettings after = backend.store().changeAccountSettings(present -> change(present, enable, nowMillis));
        return new Response(CommitmentView.of(after, nowMillis));
    }

    private static AccountSettings change(AccountSettings present, boolean enable, long nowMillis) {
        boolean committed = present.isCommitted(nowMillis);
        if (enable) {
            return new AccountSettings(committed ? present.startedMillis() : nowMillis, 0);
        }
        if (!committed || present.endedMillis() != 0) {
            return present;
        }
        // Asked to end before it may, it goes on until then.
        long earliest = present.startedMillis() + CommitmentView.COMMITTED_MILLIS;
        return new AccountSettings(present.startedMillis(), Math.max(nowMillis, earliest));
    }
}
