package dev.millrace.connector.kafka;

/** What a member of a consumer group receives, and what it does about records that are gone; checked when it was built. */
record GroupSettings(TopicSelection selection, ClientSettings client, LossPolicy onLoss) {
    GroupSettings {
        if (client.group() == null) {
            throw new IllegalArgumentException("group.id is missing: which group shares the partitions");
        }
    }

    String where() {
        return Trouble.cluster(client) + ", group '" + client.group() + "'";
    }
}
