package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** StartStreamEncryption and StopStreamEncryption. */
class EncryptionTest {
    private static final String START = "{'StreamName':'s','EncryptionType':'KMS','KeyId':'alias/k'}";

    private final Server server = new Server(500);

    @AfterEach
    void close() {
        server.close();
    }

    private Map<String, Object> summary() {
        return Server.member(server.call("DescribeStreamSummary", "{'StreamName':'s'}"), "StreamDescriptionSummary");
    }

    private void settle() {
        server.advance(Duration.ofSeconds(1));
    }

    @Test
    void recordsAreMarkedFromWhenTheStreamIsActiveAgainUntilItIsStopped() {
        server.with("s", 1);
        settle();
        server.put("s", "k", "AQ==");
        server.call("StartStreamEncryption", START);
        assertEquals("UPDATING", summary().get("StreamStatus"));
        assertEquals("NONE", summary().get("EncryptionType"));
        server.restart();
        settle();
        assertEquals("ACTIVE", summary().get("StreamStatus"));
        assertEquals("KMS", summary().get("EncryptionType"));
        assertEquals("alias/k", summary().get("KeyId"));
        assertEquals(
                "alias/k",
                Server.text(server.call("DescribeStream", "{'StreamName':'s'}"), "StreamDescription", "KeyId"));
        Map<String, Object> put = server.call("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'Ag=='}");
        assertEquals("KMS", put.get("EncryptionType"));
        assertEquals(
                "KMS",
                server.call("PutRecords", "{'StreamName':'s','Records':[{'PartitionKey':'k','Data':'Aw=='}]}")
                        .get("EncryptionType"));
        server.call("StopStreamEncryption", START);
        settle();
        assertFalse(summary().containsKey("KeyId"));
        server.put("s", "k", "BA==");
        assertEquals(
                List.of("null", "KMS", "KMS", "null"),
                Server.each(server.read(server.trimHorizon("s", 0)), "Records", "EncryptionType"));
    }

    @Test
    void errors() {
        server.assertNotFound("Stream s under account 123456789012 not found.", "StartStreamEncryption", START);
        server.with("s", 1);
        server.assertFails(
                "ResourceInUseException",
                "Stream s under account 123456789012 not ACTIVE, instead in state CREATING",
                "StartStreamEncryption",
                START);
        settle();
        server.assertInvalidArgument(
                "Stream s under account 123456789012 is not encrypted.", "StopStreamEncryption", START);
        for (String operation : new String[] {"StartStreamEncryption", "StopStreamEncryption"}) {
            server.assertInvalidArgument(
                    "EncryptionType NONE is not valid here. The only valid value is KMS.",
                    operation,
                    START.replace("KMS", "NONE"));
            server.assertInvalid(
                    operation,
                    "{'StreamName':'s','EncryptionType':'x'}",
                    "Value 'x' at 'encryptionType' failed to satisfy constraint: Member must satisfy enum value set:"
                            + " [NONE, KMS]",
                    "Value null at 'keyId' failed to satisfy constraint: Member must not be null");
        }
    }
}
