package dev.millrace.connector.kafka;

import dev.millrace.function.Function0;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/** Makes deserializers of a class that a property names. What they give is what the user says, as with Kafka's consumer. */
record NamedDeserializer<T>(String className) implements Function0<Deserializer<T>> {
    static <T> NamedDeserializer<T> of(ClientSettings settings, String property) {
        String name = settings.text(property);
        if (name == null) {
            throw new IllegalArgumentException(property + " is missing: name a class there, or call deserializers(…)");
        }
        NamedDeserializer<T> named = new NamedDeserializer<>(name);
        try {
            named.call();
        } catch (ClassNotFoundException | KafkaException | ClassCastException e) {
            throw new IllegalArgumentException(property + ": " + name + " can't be made a deserializer of: " + e, e);
        }
        return named;
    }

    @Override
    @SuppressWarnings("unchecked") // the user's word
    public Deserializer<T> call() throws ClassNotFoundException {
        return (Deserializer<T>) Utils.newInstance(className, Deserializer.class);
    }
}
