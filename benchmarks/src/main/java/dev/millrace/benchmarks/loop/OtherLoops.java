package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.Output;
import java.util.List;
import java.util.function.Function;

/** The eight other programs, each written by hand: what {@code OtherSteps} says, in its order. */
final class OtherLoops {
    static final List<LoopProgram<Long>> ALL = List.of(
            program(OtherLoops::first),
            program(OtherLoops::second),
            program(OtherLoops::third),
            program(OtherLoops::fourth),
            program(OtherLoops::fifth),
            program(OtherLoops::sixth),
            program(OtherLoops::seventh),
            program(OtherLoops::eighth));

    private OtherLoops() {}

    private static LoopProgram<Long> program(Function<Long[], Digest> loop) {
        return (Batch<Long> batch, Workers workers) ->
                LoopProgram.merged(workers.each(part -> loop.apply(batch.parts().get(part))));
    }

    private static Digest first(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long mapped = value + 1;
            if (mapped > 0) {
                Output.value(digest, mapped << 1);
            }
        }
        return digest;
    }

    private static Digest second(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long mapped = value - 3;
            if (mapped < 0) {
                Output.value(digest, mapped >> 2);
            }
        }
        return digest;
    }

    private static Digest third(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long mapped = value * 5;
            if ((mapped & 1) == 0) {
                Output.value(digest, mapped ^ 77);
            }
        }
        return digest;
    }

    private static Digest fourth(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long mapped = ~value;
            if ((mapped & 2) != 0) {
                Output.value(digest, mapped | 1);
            }
        }
        return digest;
    }

    private static Digest fifth(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long mapped = value & 0xffff_ffffL;
            if (mapped > 1_000) {
                Output.value(digest, mapped * 13);
            }
        }
        return digest;
    }

    private static Digest sixth(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long mapped = value | 64;
            if (mapped % 3 == 0) {
                Output.value(digest, -mapped);
            }
        }
        return digest;
    }

    private static Digest seventh(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long mapped = value >>> 7;
            if ((mapped & 15) != 9) {
                Output.value(digest, mapped + 99);
            }
        }
        return digest;
    }

    private static Digest eighth(Long[] part) {
        Digest digest = new Digest();
        for (Long value : part) {
            long mapped = value ^ (value << 3);
            if (mapped != 0) {
                Output.value(digest, mapped * mapped);
            }
        }
        return digest;
    }
}
