namespace Graft.Kubernetes.Telemetry;

/// <summary>
/// Upper bounds of histograms, those that client-go and controller-runtime give the metrics of the same names: quantiles
/// over programs in both languages stay comparable.
/// </summary>
internal static class Buckets
{
    /// <summary>Prometheus' own default, 5 ms to 10 s.</summary>
    public static IReadOnlyList<double> Default { get; } = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Of requests: 5 ms to a minute.</summary>
    public static IReadOnlyList<double> Requests { get; } = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

    /// <summary>Of reconciles: 5 ms to a minute, fine below a second.</summary>
    public static IReadOnlyList<double> Reconciles { get; } =
    [
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.15,
        0.2,
        0.25,
        0.3,
        0.35,
        0.4,
        0.45,
        0.5,
        0.6,
        0.7,
        0.8,
        0.9,
        1,
        1.25,
        1.5,
        1.75,
        2,
        2.5,
        3,
        3.5,
        4,
        4.5,
        5,
        6,
        7,
        8,
        9,
        10,
        15,
        20,
        25,
        30,
        40,
        50,
        60,
    ];

    /// <summary>Of queues: powers of ten from 10 ns to 1,000 s.</summary>
    public static IReadOnlyList<double> Queues { get; } =
    [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000];
}
