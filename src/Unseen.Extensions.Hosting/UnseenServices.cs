using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Unseen.Extensions.Hosting.Telemetry;

namespace Unseen.Extensions.Hosting;

/// <summary>Adds models to a host.</summary>
public static class UnseenServices
{
    /// <summary>Adds the services that models need, without a model. Use this method for a host that may have no
    /// models.</summary>
    /// <param name="services">the services of the host</param>
    public static IServiceCollection AddUnseen(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions().AddMetrics();
        services.TryAddSingleton<PredictionMeter>();
        services.TryAddSingleton(provider => new UnseenModels(
            provider.GetServices<ModelName>(), provider.GetRequiredService<IOptionsMonitor<UnseenModelOptions>>(),
            provider.GetRequiredService<PredictionMeter>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ModelReloading>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<UnseenModelOptions>, OptionsValidation>());
        return services;
    }

    /// <summary>
    /// Adds a model. It is loaded when the host starts, or earlier if a service requires it, and loaded again when its
    /// file changes. <see cref="IUnseenPredictor"/> resolves to the first model added. Each model is also a keyed
    /// service, whose key is the model's name.
    /// </summary>
    /// <param name="services">the services of the host</param>
    /// <param name="name">the name of the model; no other model of the host can have it</param>
    /// <param name="configure">sets the options, at least <see cref="UnseenModelOptions.Path"/></param>
    /// <exception cref="ArgumentException">The name is empty, or a model of this name was added before.</exception>
    public static IServiceCollection AddUnseen(
        this IServiceCollection services, string name, Action<UnseenModelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddModel(name, section: null).Configure(configure);
        return services;
    }

    /// <summary>Adds the models that a configuration section describes. Each child of the section is a model: its key
    /// is the name, and its values are the properties of <see cref="UnseenModelOptions"/>.</summary>
    /// <param name="services">the services of the host</param>
    /// <param name="section">the section, such as <c>configuration.GetSection("Unseen")</c></param>
    /// <exception cref="ArgumentException">A model of the same name was added before.</exception>
    /// <exception cref="OptionsValidationException">The section has no children, or a child has no
    /// values.</exception>
    public static IServiceCollection AddUnseen(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var models = section.GetChildren().ToArray();
        if (models.Length == 0)
            throw Refusal(section, $"{section.Path} has no models. {Example(section)}");
        foreach (var model in models)
        {
            if (!model.GetChildren().Any())
                throw Refusal(section, $"{model.Path} must be a model with its Path, but was '{model.Value}'. "
                    + Example(section));
            services.AddModel(model.Key, model).Bind(model);
        }

        return services;
    }

    /// <summary>Adds the health check of the models. It reports degraded while a changed model file is refused, and
    /// unhealthy if this lasts for <see cref="UnseenModelOptions.UnhealthyAfter"/>.</summary>
    /// <param name="checks">the health checks of the host</param>
    /// <param name="name">the name of the check, default "unseen"</param>
    /// <param name="tags">the tags of the check, null (default) for none</param>
    public static IHealthChecksBuilder AddUnseen(
        this IHealthChecksBuilder checks, string name = "unseen", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.Add(new HealthCheckRegistration(name,
            provider => new ModelHealthCheck(provider.GetRequiredService<UnseenModels>()), failureStatus: null, tags));
    }

    private static OptionsBuilder<UnseenModelOptions> AddModel(
        this IServiceCollection services, string name, IConfigurationSection? section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (services.Any(one => one.ImplementationInstance is ModelName { Name: var other } && other == name))
            throw new ArgumentException(
                $"A model named '{name}' was added before. Give every model a different name.", nameof(name));
        services.AddUnseen().AddSingleton(new ModelName(name, section));
        services.TryAddSingleton<IUnseenPredictor>(provider => provider.GetRequiredService<UnseenModels>().All[0]);
        services.AddKeyedSingleton<IUnseenPredictor>(
            name, (provider, _) => provider.GetRequiredService<UnseenModels>().Find(name)!);
        return services.AddOptions<UnseenModelOptions>(name).ValidateOnStart();
    }

    private static OptionsValidationException Refusal(IConfigurationSection section, string problem) =>
        new(section.Path, typeof(UnseenModelOptions), [problem]);

    private static string Example(IConfigurationSection section) =>
        $$"""Write "{{section.Key}}": { "NAME": { "Path": "the folder of a run" } }.""";
}
