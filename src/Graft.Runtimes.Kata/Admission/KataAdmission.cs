using System.CommandLine;
using Graft.Extensions.Admission;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>The rules for Shoots with Kata Containers.</summary>
public static class KataAdmission
{
    private static readonly Option<MachineTypePattern[]> s_allowedMachineTypes = Repeated(
        "--allowed-machine-type",
        "Machine types that nest virtualization, as <provider>=<pattern>, or that do not, as <provider>=!<pattern>; repeatable;"
            + " replaces the shipped ones of that provider",
        MachineTypePattern.Parse
    );

    private static readonly Option<NestingCapability[]> s_nestingCapabilities = Repeated(
        "--nesting-capability",
        "A capability that says of machine types in their CloudProfile that they nest virtualization, as"
            + " <provider>=<name>=<value>; repeatable",
        NestingCapability.Parse
    );

    private static readonly Option<RequiredCapability[]> s_requiredCapabilities = Repeated(
        "--required-capability",
        "A capability that machine types must have in their CloudProfile, as <name>=<value>; repeatable",
        RequiredCapability.Parse
    );

    public static AdmissionDefinition Definition { get; } =
        new()
        {
            Name = Kata.Component.AdmissionName,
            Program = "graft-admission-kata",
            Description = "Refuses Shoots whose machines cannot run Kata Containers",
            RuntimeType = Kata.Type,
            Options = [s_allowedMachineTypes, s_nestingCapabilities, s_requiredCapabilities],
            CreateValidators = arguments =>
                CreateValidators(
                    new KataAdmissionOptions
                    {
                        AllowedMachineTypes = ShippedMachineTypes.ReplacedBy(
                            arguments.GetRequiredValue(s_allowedMachineTypes)
                        ),
                        NestingCapabilities = arguments.GetRequiredValue(s_nestingCapabilities),
                        RequiredCapabilities = arguments.GetRequiredValue(s_requiredCapabilities),
                    }
                ),
        };

    public static IReadOnlyList<IShootValidator> CreateValidators(KataAdmissionOptions options) =>
        [
            new ContainerdRule(Kata.Type),
            new KataConfigurationRule(),
            new ArchitectureRule(),
            new MachineTypeRule(options),
        ];

    private static Option<T[]> Repeated<T>(string name, string description, Func<string, T> parse) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            {
                try
                {
                    return [.. result.Tokens.Select(token => parse(token.Value))];
                }
                catch (FormatException exception)
                {
                    result.AddError(exception.Message);
                    return null;
                }
            },
        };
}
