package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.action.Backend;
import dev.millrace.kinesis.server.action.FaultPlan;
import dev.millrace.kinesis.server.action.ShardMetrics;
import dev.millrace.kinesis.server.store.Stream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is besides Kinesis: {@code /metrics} for Prometheus, {@code /faults} to read and set, and a status page for browsers at {@code /}. For the
 * machine itself only, and only under a name of it, so that no web page elsewhere gets at them.
 */
final class Pages {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Backend backend;
    private final OperationMeters meters;
    private final Refusals refusals;

    Pages(Backend backend, OperationMeters meters, Refusals refusals) {
        this.backend = backend;
        this.meters = meters;
        this.refusals = refusals;
    }

    /** The page that a request is for, or null if it is for none. */
    @Nullable
    Reply find(Request request) {
        boolean get = request.method().equals("GET");
        boolean status =
                get && request.path().equals("/") && request.header("accept").contains("text/html");
        boolean metrics = get && request.path().equals("/metrics");
        boolean faults = request.path().equals("/faults");
        if (!status && !metrics && !faults) {
            return null;
        }
        if (!request.local() || !isOwnName(request.header("host"))) {
            return page(403, TEXT, "These pages are for the machine itself.\n");
        }
        if (status) {
            return page(200, "text/html; charset=utf-8", status());
        }
        return metrics ? page(200, "text/plain; version=0.0.4; charset=utf-8", metrics()) : faults(request);
    }

    private static boolean isOwnName(String host) {
        String name = host.replaceAll(":\\d+$", "");
        return name.equals("localhost") || name.matches("127\\.[0-9.]+") || name.equals("[::1]");
    }

    private Reply faults(Request request) {
        switch (request.method()) {
            case "GET" -> {
                return page(200, TEXT, backend.faults().plan() + "\n");
            }
            case "DELETE" -> backend.faults().change(FaultPlan.NONE);
            case "PUT" -> {
                try {
                    String text = StandardCharsets.UTF_8
                            .decode(request.body().duplicate())
                            .toString();
                    backend.faults().change(FaultPlan.parse(text));
                } catch (IllegalArgumentException e) {
                    return page(400, TEXT, e.getMessage() + "\n");
                }
            }
            default -> {
                return page(405, TEXT, "GET, PUT or DELETE\n");
            }
        }
        return page(200, TEXT, backend.faults().plan() + "\n");
    }

    private String metrics() {
        StringBuilder text = new StringBuilder(8192);
        meters.appendTo(text);
        refusals.appendTo(text);
        gauge(text, "kinesis_streams", "Streams", backend.store().streamCount());
        gauge(text, "kinesis_open_shards", "Open shards", backend.store().openShardCount());
        gauge(
                text,
                "kinesis_subscriptions",
                "Subscriptions of enhanced fan-out",
                backend.subscriptions().count());
        Runtime runtime = Runtime.getRuntime();
        gauge(text, "kinesis_heap_bytes", "Heap in use", runtime.totalMemory() - runtime.freeMemory());
        text.append("# HELP kinesis_shard Metrics of shards whose stream has enhanced monitoring, by AWS's names\n");
        text.append("# TYPE kinesis_shard untyped\n");
        for (ShardMetrics.Sample sample : ShardMetrics.of(backend)) {
            text.append("kinesis_shard{stream=\"")
                    .append(sample.stream())
                    .append("\",shard=\"")
                    .append(sample.shard())
                    .append("\",metric=\"")
                    .append(sample.metric())
                    .append("\"} ")
                    .append(sample.value())
                    .append('\n');
        }
        return text.toString();
    }

    private static void gauge(StringBuilder text, String name, String help, long value) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
        text.append(name).append(' ').append(value).append('\n');
    }

    /** Names of streams are letters, digits and _.-: there is nothing to escape. */
    private String status() {
        List<Stream> streams = backend.store().listAfter(null, 1000);
        StringBuilder html = new StringBuilder(4096);
        html.append("<!doctype html><html lang=en><meta charset=utf-8><title>Kinesis server</title>")
                .append("<style>body{font:15px system-ui;margin:2em}td,th{padding:.2em 1em .2em 0;text-align:left}")
                .append("</style><h1>Kinesis server</h1><p>Account ")
                .append(backend.account().id())
                .append(", region ")
                .append(backend.account().region())
                .append(". <a href=/metrics>Metrics</a>. Faults: <code>")
                .append(backend.faults().plan())
                .append("</code></p><table><tr><th>Stream<th>State<th>Mode<th>Open shards<th>Consumers<th>Kept");
        for (Stream stream : streams) {
            html.append("<tr><td>").append(stream.name());
            html.append("<td>").append(stream.status());
            html.append("<td>").append(stream.options().mode());
            html.append("<td>").append(stream.shards().openCount());
            html.append("<td>").append(stream.consumers().size());
            html.append("<td>").append(stream.options().retentionHours()).append(" h");
        }
        return html.append("</table></html>\n").toString();
    }

    private static Reply page(int status, String type, String text) {
        return new Reply(status, type, null, StandardCharsets.UTF_8.encode(text));
    }
}
