using System.CommandLine;
using System.Net;

namespace Graft.Extensions.Admission.Webhooks;

/// <summary>The flags that every admission component has, named as those of Gardener's own.</summary>
internal sealed class AdmissionOptions
{
    public Option<string> Mode { get; } = ModeOption();

    public Option<string?> Url { get; } =
        new("--webhook-config-url")
        {
            Description = "Host and port of the webhook in mode url, such as 127.0.0.1:10250",
        };

    public Option<int> ServerPort { get; } = Port("--webhook-config-server-port", 10250, "Port that is listened on");

    public Option<string> ServerHost { get; } = HostOption();

    public Option<int> ServicePort { get; } = Port("--webhook-config-service-port", 443, "Port of the Service");

    public Option<string> Namespace { get; } =
        new("--webhook-config-namespace")
        {
            Description = "Namespace of the Service and of the Secret with the certificates",
            DefaultValueFactory = _ => "",
        };

    public Option<string?> OwnerNamespace { get; } =
        new("--webhook-config-owner-namespace")
        {
            Description = "Namespace of the garden that owns the registration, and takes it along when it goes",
        };

    public IReadOnlyList<Option> All => [Mode, Url, ServerPort, ServerHost, ServicePort, Namespace, OwnerNamespace];

    /// <summary>The address that these values make.</summary>
    /// <exception cref="InvalidDataException">Values that a mode needs are missing; the message names the flag.</exception>
    public WebhookAddress AddressOf(ParseResult arguments, string componentName)
    {
        var address = new WebhookAddress
        {
            Mode = arguments.GetRequiredValue(Mode) switch
            {
                "url" => WebhookMode.Url,
                "url-service" => WebhookMode.UrlService,
                _ => WebhookMode.Service,
            },
            ServiceName = componentName,
            Namespace = arguments.GetRequiredValue(Namespace),
            ServicePort = arguments.GetValue(ServicePort),
            Url = arguments.GetValue(Url) ?? "",
        };
        return address switch
        {
            { Mode: WebhookMode.Url, Url.Length: 0 } => throw Missing(Url, "url"),
            { Mode: not WebhookMode.Url, Namespace.Length: 0 } => throw Missing(
                Namespace,
                arguments.GetRequiredValue(Mode)
            ),
            _ => address,
        };
    }

    private static InvalidDataException Missing(Option option, string mode) =>
        new($"{option.Name} is required in mode {mode}");

    private static Option<string> ModeOption()
    {
        var option = new Option<string>("--webhook-config-mode")
        {
            Description = "How the garden's API server reaches the webhook",
            DefaultValueFactory = _ => "service",
        };
        option.AcceptOnlyFromAmong("service", "url", "url-service");
        return option;
    }

    private static Option<string> HostOption()
    {
        var option = new Option<string>("--webhook-config-server-host")
        {
            Description = "Address that is listened on (default: all)",
            DefaultValueFactory = _ => "::",
        };
        option.Validators.Add(result =>
        {
            if (!IPAddress.TryParse(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError("--webhook-config-server-host must be an IP address");
            }
        });
        return option;
    }

    private static Option<int> Port(string name, int standard, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65535)
            {
                result.AddError($"{name} must be a port");
            }
        });
        return option;
    }
}
