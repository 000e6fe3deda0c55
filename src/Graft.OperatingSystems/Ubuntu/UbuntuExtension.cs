using System.CommandLine;
using Graft.Extensions.Hosting;

namespace Graft.OperatingSystems.Ubuntu;

/// <summary>The extension that provisions and configures machines with Ubuntu.</summary>
public static class UbuntuExtension
{
    private static readonly Option<string[]> s_mirrors = Mirrors(
        "--apt-mirror",
        "URL of a mirror of the package archive; may be repeated (default: the image's own)"
    );

    private static readonly Option<string[]> s_securityMirrors = Mirrors(
        "--apt-security-mirror",
        "URL of a mirror of the security updates; may be repeated (default: the image's own)"
    );

    public static ExtensionDefinition Definition { get; } =
        new()
        {
            Name = "os-ubuntu",
            Program = "graft-os-ubuntu",
            Description = "Provisions and configures machines with Ubuntu",
            Options = [s_mirrors, s_securityMirrors],
            AddControllers = (controllers, arguments) =>
            {
                var options = new UbuntuOptions
                {
                    AptMirrors = arguments.GetRequiredValue(s_mirrors),
                    AptSecurityMirrors = arguments.GetRequiredValue(s_securityMirrors),
                };
                var actuator = OperatingSystemActuator.ForUbuntu(controllers.Services.Seed, options);
                controllers.AddOperatingSystemConfig(actuator.Types, actuator);
            },
        };

    private static Option<string[]> Mirrors(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description, DefaultValueFactory = _ => [] };
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !IsWebAddress(token.Value)) is { } wrong)
            {
                result.AddError($"{name}: \"{wrong.Value}\" is not an http or https URL");
            }
        });
        return option;
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
