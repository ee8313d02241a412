from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('board_reports', '0010_report_audience'),
    ]

    operations = [
        migrations.AlterField(
            model_name='version',
            name='kind',
            field=models.CharField(choices=[('submitted', 'Submitted for clearance'), ('taken', 'A figure’s new value taken'), ('approved', 'Approved'), ('returned', 'Returned'), ('published', 'Published'), ('corrected', 'Corrected')], max_length=10),
        ),
    ]
