using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Graft.Api.Kubernetes;
using Graft.Extensions.Admission;
using Graft.Extensions.Admission.Webhooks;
using Graft.Kubernetes.Webhooks;
using Graft.Runtimes.GVisor.Admission;
using Graft.Runtimes.Kata.Admission;

namespace Graft.Extensions.Tests.Admission;

/// <summary>Shoots that nobody would write, from the bytes of an AdmissionReview to the answers of both webhooks.</summary>
public sealed class MutatedShootsTests
{
    private const int Shoots = 100_000;
    private const int PerSeed = 1_000;

    [Fact]
    public async Task Mutated_Shoots_are_always_answered_and_never_bring_Kata_onto_machines_that_cannot_run_it()
    {
        var tally = await JudgeAsync(new KataAdmissionOptions(), Shoots);
        Assert.Empty(tally.Violations);
        // The mutations reach everything that there is to reach, else they would prove nothing.
        Assert.InRange(tally.Allowed, Shoots / 20, Shoots);
        Assert.InRange(tally.Refused, Shoots / 20, Shoots);
        Assert.InRange(tally.Undecodable, Shoots / 100, Shoots);
        Assert.InRange(tally.Unsupported, Shoots / 20, Shoots);
        Assert.InRange(tally.RefusedByGVisor, Shoots / 100, Shoots);
    }

    [Fact]
    public async Task A_policy_that_lets_everything_through_would_be_noticed()
    {
        var tally = await JudgeAsync(new KataAdmissionOptions { AllowedMachineTypes = [] }, PerSeed);
        Assert.NotEmpty(tally.Violations);
    }

    [Theory]
    [InlineData("c8i.large", "m6g.metal")]
    [InlineData("c8i.large", "m5.large")]
    public async Task A_pattern_that_is_too_wide_would_be_noticed(string named, string through)
    {
        MachineTypePattern[] wide = [new("aws", "i3.metal"), new("aws", named), new("aws", through)];
        var options = new KataAdmissionOptions { AllowedMachineTypes = ShippedMachineTypes.ReplacedBy(wide) };
        Assert.NotEmpty((await JudgeAsync(options, 4 * PerSeed)).Violations);
    }

    [Fact]
    public async Task The_Shoot_that_they_are_made_of_is_allowed()
    {
        var tally = new Tally();
        await JudgeAsync(Webhooks(new KataAdmissionOptions()), tally, "CREATE", ShootMutator.Valid);
        Assert.Equal((1, 0), (tally.Allowed, tally.Refused));
    }

    private static async Task<Tally> JudgeAsync(KataAdmissionOptions options, int count)
    {
        var tally = new Tally();
        var webhooks = Webhooks(options);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count / PerSeed),
            TestContext.Current.CancellationToken,
            async (seed, _) =>
            {
                var mutator = new ShootMutator(new Random(seed));
                for (var i = 0; i < PerSeed; i++)
                {
                    await JudgeAsync(webhooks, tally, i % 4 == 0 ? "UPDATE" : "CREATE", mutator.Next());
                }
            }
        );
        return tally;
    }

    private static async Task JudgeAsync(
        (ShootWebhook Kata, ShootWebhook GVisor) webhooks,
        Tally tally,
        string operation,
        string shoot
    )
    {
        var body = $$$"""
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"1","operation":"{{{operation}}}",
             "kind":{"group":"core.gardener.cloud","version":"v1beta1","kind":"Shoot"},"name":"demo","namespace":"garden-x",
             "object":{{{shoot}}}{{{(operation == "UPDATE" ? ",\"oldObject\":" + ShootMutator.Valid : "")}}}}}
            """;
        AdmissionRequest request;
        try
        {
            request = ReviewReader.Read(Encoding.UTF8.GetBytes(body))!.Request!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The endpoint answers 400 before it asks a webhook.
            tally.CountUndecodable();
            return;
        }
        try
        {
            var kata = await webhooks.Kata.HandleAsync(request, TestContext.Current.CancellationToken);
            // What cannot be decoded is the same to both.
            var gvisor =
                kata.Status?.Code == 400
                    ? kata
                    : await webhooks.GVisor.HandleAsync(request, TestContext.Current.CancellationToken);
            tally.Count(shoot, kata, gvisor, MustBeRefused(request, kata));
        }
#pragma warning disable CA1031 // Whatever is thrown is what must not happen.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            tally.Violations.Enqueue($"{exception.GetType()}: {exception.Message}\n{exception.StackTrace}\n{shoot}");
        }
    }

    // What could not be decoded was refused.
    private static bool MustBeRefused(AdmissionRequest request, AdmissionResponse answer) =>
        answer.Status?.Code != 400 && request.Object is { } shoot && NestingOracle.MustBeRefused(shoot);

    private static (ShootWebhook Kata, ShootWebhook GVisor) Webhooks(KataAdmissionOptions options) =>
        (Webhook(KataAdmission.CreateValidators(options)), Webhook(GVisorAdmission.CreateValidators()));

    private static ShootWebhook Webhook(IReadOnlyList<IShootValidator> rules) =>
        new(new ShootValidation(rules), new FixedCloudProfile(NestingOracle.CloudProfile));

    private sealed class Tally
    {
        private int _allowed;
        private int _refused;
        private int _refusedByGVisor;
        private int _undecodable;
        private int _unsupported;

        public ConcurrentQueue<string> Violations { get; } = [];

        public int Allowed => _allowed;

        public int Refused => _refused;

        public int RefusedByGVisor => _refusedByGVisor;

        public int Undecodable => _undecodable;

        public int Unsupported => _unsupported;

        public void CountUndecodable() => Interlocked.Increment(ref _undecodable);

        public void Count(string shoot, AdmissionResponse kata, AdmissionResponse gvisor, bool isUnsupported)
        {
            foreach (var answer in new[] { kata, gvisor }.Where(answer => answer.Allowed is not true))
            {
                if (answer.Status?.Message is not { Length: > 0 })
                {
                    Violations.Enqueue($"refused without a word: {shoot}");
                }
            }
            switch (kata)
            {
                case { Allowed: true }:
                    Interlocked.Increment(ref _allowed);
                    break;
                case { Status.Code: 400 }:
                    Interlocked.Increment(ref _undecodable);
                    break;
                default:
                    Interlocked.Increment(ref _refused);
                    break;
            }
            Interlocked.Add(ref _refusedByGVisor, gvisor is { Status.Code: not 400 } and not { Allowed: true } ? 1 : 0);
            Interlocked.Add(ref _unsupported, isUnsupported ? 1 : 0);
            if (isUnsupported && kata.Allowed is true)
            {
                Violations.Enqueue($"let through: {shoot}");
            }
        }
    }
}
