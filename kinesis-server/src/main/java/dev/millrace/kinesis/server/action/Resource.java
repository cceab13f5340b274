package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Channel;
import dev.millrace.kinesis.server.store.Consumer;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamStatus;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What an ARN names, as something that has tags and a policy. */
sealed interface Resource {
    Labels labels(Backend backend);

    /** Changes tags or policy; what the change throws reaches the caller. */
    void change(Backend backend, UnaryOperator<Labels> change);

    /** Tags and the policy of a resource. */
    record Labels(Map<String, String> tags, @Nullable String policy) {
        Labels withTags(Map<String, String> value) {
            return new Labels(value, policy);
        }

        Labels withPolicy(@Nullable String value) {
            return new Labels(tags, value);
        }
    }

    /** An ARN that has the form of one of the three. */
    static Resource of(String arn, Backend backend) {
        if (arn.contains(":channel/")) {
            return new OfChannel(ChannelView.nameOf(arn, backend));
        }
        if (arn.contains("/consumer/")) {
            return new OfConsumer(ConsumerAddress.of(arn, backend));
        }
        return new OfStream(backend.streamNameOf(arn));
    }

    /** A stream. */
    record OfStream(String name) implements Resource {
        @Override
        public Labels labels(Backend backend) {
            Stream stream = backend.store().find(name);
            if (stream == null) {
                throw backend.account().streamNotFound(name);
            }
            return new Labels(stream.options().tags(), stream.options().policy());
        }

        @Override
        public void change(Backend backend, UnaryOperator<Labels> change) {
            backend.store().change(name, (stream, nowMillis) -> {
                if (stream == null) {
                    throw backend.account().streamNotFound(name);
                }
                if (stream.status() != StreamStatus.ACTIVE) {
                    throw backend.account().notActive(stream);
                }
                Stream.Options options = stream.options();
                Labels after = change.apply(new Labels(options.tags(), options.policy()));
                return stream.withOptions(options.withTags(after.tags()).withPolicy(after.policy()));
            });
        }
    }

    /** A consumer of a stream. */
    record OfConsumer(ConsumerAddress address) implements Resource {
        @Override
        public Labels labels(Backend backend) {
            Consumer consumer = address.find(backend).consumer();
            return new Labels(consumer.tags(), consumer.policy());
        }

        @Override
        public void change(Backend backend, UnaryOperator<Labels> change) {
            backend.store().change(address.stream(), (stream, nowMillis) -> {
                if (stream == null) {
                    throw backend.account().streamNotFound(address.stream());
                }
                Consumer consumer = address.in(stream);
                if (consumer == null) {
                    throw address.notFound(backend.account());
                }
                Labels after = change.apply(new Labels(consumer.tags(), consumer.policy()));
                return stream.withConsumer(consumer.withTags(after.tags()).withPolicy(after.policy()));
            });
        }
    }

    /** A channel. */
    record OfChannel(String name) implements Resource {
        @Override
        public Labels labels(Backend backend) {
            Channel channel = ChannelView.find(name, backend);
            return new Labels(channel.tags(), channel.policy());
        }

        @Override
        public void change(Backend backend, UnaryOperator<Labels> change) {
            backend.store().channels().change(name, (channel, nowMillis) -> {
                if (channel == null) {
                    throw backend.account().channelNotFound(name);
                }
                Labels after = change.apply(new Labels(channel.tags(), channel.policy()));
                return channel.withTags(after.tags()).withPolicy(after.policy());
            });
        }
    }

    /** The error for a resource without what was asked for. */
    static ServiceException withoutPolicy(String arn) {
        return ServiceException.client("ResourceNotFoundException", "No resource policy is attached to " + arn + ".");
    }
}
